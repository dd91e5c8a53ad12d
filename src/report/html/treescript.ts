// The script of the tree's page, as text: it runs in the reader's browser, where nothing of ours can be imported. Plain
// JavaScript of 2020. Everything from outside is put in as text content, never as markup. Over 200 lines: one page.
//
// Quick with thousands of modules: of the list only the rows in sight are elements, the map is a canvas (a squarified
// treemap: Bruls, Huizing, van Wijk 2000), and the focus draws at most some forty modules.

/** The whole script. It is constant, so that the page's content security policy can name it by its hash. */
export const TREE_SCRIPT: string = String.raw`
'use strict'
const data = JSON.parse(document.getElementById('data').textContent)
const modules = data.modules
const out = modules.map(() => [])
const into = modules.map(() => [])
for (const [from, to, needs, indirect] of data.edges) {
  out[from].push({ at: to, needs, indirect })
  into[to].push({ at: from, needs, indirect })
}
const $ = (id) => document.getElementById(id)
const make = (tag, className, text) => {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}
const svg = (tag, attributes, text) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const name in attributes) element.setAttribute(name, attributes[name])
  if (text !== undefined) element.textContent = text
  return element
}

const KINDS = {
  direct: (m) => m.d,
  indirect: (m) => !m.d && !m.m,
  test: (m) => m.s === 'test',
  tool: (m) => m.s === 'tool',
  unused: (m) => m.s === 'unused',
  replaced: (m) => m.r !== undefined,
  incompatible: (m) => m.v.endsWith('+incompatible'),
  retracted: (m) => m.t !== undefined,
  deprecated: (m) => m.x !== undefined,
}
const MEASURES = {
  bytes: (m) => m.b,
  packages: (m) => m.n,
  alone: (m) => m.a,
  requirers: (m, i) => into[i].filter((e) => !e.indirect).length,
}
const WORDS = {
  main: 'the project itself',
  code: "used by the project's code",
  test: 'used by tests alone',
  tool: 'used by tools alone',
  unused: 'no package of it is used',
  unknown: 'use unknown',
}
const colourOf = (m) =>
  m.t !== undefined ? 'retracted'
  : m.x !== undefined ? 'deprecated'
  : m.r !== undefined ? 'replaced'
  : m.v.endsWith('+incompatible') ? 'incompatible'
  : m.s
const sizeText = (value, measure) => {
  if (measure !== 'bytes') return value === 0 ? '' : String(value)
  if (value === 0) return ''
  const units = ['B', 'kB', 'MB', 'GB']
  let unit = 0
  while (value >= 999.5 && unit < 3) {
    value /= 1000
    unit++
  }
  return (unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)) + ' ' + units[unit]
}

const state = { measure: 'bytes', kinds: new Set(data.only), text: '', shown: [], focus: -1, back: [] }
const ROW = 26

function refresh() {
  const measure = MEASURES[state.measure]
  const text = state.text.toLowerCase()
  const kinds = [...state.kinds]
  state.shown = modules
    .map((m, i) => ({ i, size: measure(m, i) }))
    .filter(({ i }) => {
      const m = modules[i]
      return (kinds.length === 0 || kinds.some((kind) => KINDS[kind](m))) && (m.p + '@' + m.v).toLowerCase().includes(text)
    })
    .sort((a, b) => b.size - a.size || (modules[a.i].p < modules[b.i].p ? -1 : 1))
  $('found').textContent = state.shown.length === modules.length
    ? modules.length + ' modules'
    : state.shown.length + ' of ' + modules.length + ' modules'
  $('rows').style.height = state.shown.length * ROW + 'px'
  drawRows()
  drawMap()
}

function drawRows() {
  const list = $('list')
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4)
  const last = Math.min(state.shown.length, first + Math.ceil(list.clientHeight / ROW) + 8)
  const rows = []
  for (let at = first; at < last; at++) {
    const { i, size } = state.shown[at]
    const m = modules[i]
    const row = make('div', 'row')
    row.id = 'row-' + i
    row.setAttribute('role', 'option')
    row.setAttribute('aria-selected', String(i === state.focus))
    row.setAttribute('aria-posinset', String(at + 1))
    row.setAttribute('aria-setsize', String(state.shown.length))
    row.style.top = at * ROW + 'px'
    row.title = m.p + ' ' + m.v
    row.append(make('span', 'dot c-' + colourOf(m)), make('span', 'name', m.p + ' ' + m.v), make('span', 'size', sizeText(size, state.measure)))
    row.onclick = () => focus(i)
    rows.push(row)
  }
  $('rows').replaceChildren(...rows)
  if (document.getElementById('row-' + state.focus)) list.setAttribute('aria-activedescendant', 'row-' + state.focus)
  else list.removeAttribute('aria-activedescendant')
}

let cells = []
function drawMap() {
  const canvas = $('map')
  const ratio = window.devicePixelRatio || 1
  const width = canvas.clientWidth
  const height = canvas.clientHeight
  canvas.width = Math.max(1, Math.round(width * ratio))
  canvas.height = Math.max(1, Math.round(height * ratio))
  const g = canvas.getContext('2d')
  g.scale(ratio, ratio)
  const style = getComputedStyle(document.documentElement)
  const paint = {}
  const colour = (name) => (paint[name] ??= style.getPropertyValue('--' + name).trim())
  g.fillStyle = colour('sunk')
  g.fillRect(0, 0, width, height)
  const measure = MEASURES[state.measure]
  const shown = new Set(state.shown.map(({ i }) => i))
  cells = treemap(modules.map((m, i) => ({ i, size: measure(m, i) })).filter(({ i }) => !modules[i].m), width, height)
  g.font = '11px system-ui, sans-serif'
  g.textBaseline = 'top'
  for (const { i, x, y, w, h } of cells) {
    g.fillStyle = colour(colourOf(modules[i]))
    g.globalAlpha = i === state.focus ? 1 : shown.has(i) ? 0.85 : 0.15
    g.fillRect(x, y, Math.max(0.5, w - 1), Math.max(0.5, h - 1))
    g.globalAlpha = 1
    if (i === state.focus) {
      g.strokeStyle = colour('text')
      g.lineWidth = 2
      g.strokeRect(x + 1, y + 1, Math.max(0, w - 3), Math.max(0, h - 3))
    }
    if (w > 60 && h > 16) {
      g.fillStyle = colour('card')
      g.save()
      g.beginPath()
      g.rect(x, y, w - 3, h)
      g.clip()
      g.fillText(shortName(modules[i].p), x + 4, y + 3)
      g.restore()
    }
  }
}

// Rectangles as square as they get, the largest first. Modules without a size get a sliver, so that all are there.
function treemap(items, width, height) {
  const total = items.reduce((sum, item) => sum + item.size, 0)
  const least = total === 0 ? 1 : (total * 0.25) / Math.max(1, items.length)
  const sized = items.map(({ i, size }) => ({ i, area: Math.max(size, least) }))
  sized.sort((a, b) => b.area - a.area)
  const scale = (width * height) / sized.reduce((sum, item) => sum + item.area, 0)
  const placed = []
  let x = 0
  let y = 0
  let w = width
  let h = height
  let at = 0
  while (at < sized.length) {
    const side = Math.min(w, h)
    let end = at
    let sum = 0
    let worst = Infinity
    const largest = sized[at].area * scale
    while (end < sized.length) {
      const next = sum + sized[end].area * scale
      const smallest = sized[end].area * scale
      const bad = Math.max((side * side * largest) / (next * next), (next * next) / (side * side * smallest))
      if (bad > worst) break
      worst = bad
      sum = next
      end++
    }
    const thick = side === 0 ? 0 : sum / side
    let along = 0
    for (; at < end; at++) {
      const long = thick === 0 ? 0 : (sized[at].area * scale) / thick
      placed.push(w >= h ? { i: sized[at].i, x, y: y + along, w: thick, h: long } : { i: sized[at].i, x: x + along, y, w: long, h: thick })
      along += long
    }
    if (w >= h) {
      x += thick
      w -= thick
    } else {
      y += thick
      h -= thick
    }
  }
  return placed
}

function cellAt(event) {
  const box = $('map').getBoundingClientRect()
  const x = event.clientX - box.left
  const y = event.clientY - box.top
  return cells.find((c) => x >= c.x && x < c.x + c.w && y >= c.y && y < c.y + c.h)
}

function shortName(path) {
  const parts = path.split('/')
  const last = parts.length - 1
  return /^v\d+$/.test(parts[last]) && last > 0 ? parts[last - 1] + '/' + parts[last] : parts[last]
}

function focus(i, remember = true) {
  if (i < 0 || i >= modules.length) return
  if (remember && state.focus >= 0 && state.focus !== i) state.back.push(state.focus)
  state.focus = i
  const at = state.shown.findIndex((one) => one.i === i)
  const list = $('list')
  if (at >= 0) {
    if (at * ROW < list.scrollTop) list.scrollTop = at * ROW
    else if ((at + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * ROW - list.clientHeight
  }
  drawRows()
  drawMap()
  drawFocus(i)
}

function drawFocus(i) {
  const m = modules[i]
  const box = $('focus')
  const head = make('h2', '', m.p + ' ' + m.v)
  const facts = make('p', 'facts')
  const fact = (text, colour) => facts.append(make('span', colour ? 'badge c-' + colour : '', text))
  if (m.t !== undefined) fact('retracted' + (m.t ? ': ' + m.t : ''), 'retracted')
  if (m.x !== undefined) fact('deprecated: ' + m.x, 'deprecated')
  if (m.r !== undefined) fact('replaced by ' + m.r, 'replaced')
  if (m.v.endsWith('+incompatible')) fact('incompatible', 'incompatible')
  if (!m.m) fact(m.d ? 'direct' : 'indirect')
  fact(WORDS[m.s], m.s)
  if (m.n > 0) fact(m.n + (m.n === 1 ? ' package, ' : ' packages, ') + sizeText(m.b, 'bytes'))
  const meant = into[i].filter((e) => !e.indirect).length
  if (!m.m) fact('required by ' + meant)
  fact('requires ' + out[i].filter((e) => !e.indirect).length)
  if (!m.m) fact(m.a === 0 ? 'nothing else would leave with it' : m.a + ' more would leave with it')
  box.replaceChildren(head, facts, drawGraph(i))
  box.scrollTop = 0
}

// Columns: the way from the project, all that require it, the module, all that it requires.
function drawGraph(i) {
  const MOST = 14
  const way = []
  for (let at = i; at >= 0 && way.length < 64; at = modules[at].u) way.unshift(at)
  const meant = (list) => (list.some((e) => !e.indirect) ? list.filter((e) => !e.indirect) : list)
  const byUse = (a, b) => Number(modules[b.at].s !== 'unused') - Number(modules[a.at].s !== 'unused') || modules[a.at].h - modules[b.at].h || (modules[a.at].p < modules[b.at].p ? -1 : 1)
  const requirers = meant(into[i]).slice().sort(byUse)
  const requires = meant(out[i]).slice().sort(byUse)
  const parent = modules[i].u
  const columns = way.slice(0, -2).map((at) => ({ nodes: [{ at, way: true }], more: 0 }))
  if (requirers.length > 0) {
    const first = requirers.filter((e) => e.at === parent)
    const all = [...first, ...requirers.filter((e) => e.at !== parent)]
    columns.push({ nodes: all.slice(0, MOST).map((e) => ({ at: e.at, needs: e.needs, way: e.at === parent })), more: all.length - MOST })
  }
  const middle = columns.length
  columns.push({ nodes: [{ at: i, is: true }], more: 0 })
  if (requires.length > 0) columns.push({ nodes: requires.slice(0, MOST).map((e) => ({ at: e.at, needs: e.needs })), more: requires.length - MOST })
  const W = 244
  const GAP = 40
  const H = 36
  const STEP = 44
  const tallest = Math.max(...columns.map((c) => c.nodes.length + (c.more > 0 ? 0.5 : 0)))
  const height = tallest * STEP + 8
  const width = columns.length * (W + GAP) - GAP + 4
  const root = svg('svg', { width, height, viewBox: '0 0 ' + width + ' ' + height, role: 'group', 'aria-label': 'Ways to the module and what it requires' })
  const placeOf = (c, k) => ({ x: 2 + c * (W + GAP), y: Math.max(0, (Math.min(height, 7 * STEP) - columns[c].nodes.length * STEP) / 2) + k * STEP + 4 })
  const edge = (c, k, d, l, isWay) => {
    const a = placeOf(c, k)
    const b = placeOf(d, l)
    const x1 = a.x + W
    const y1 = a.y + H / 2
    const y2 = b.y + H / 2
    const half = (x1 + b.x) / 2
    root.append(svg('path', { class: isWay ? 'edge way' : 'edge', d: 'M' + x1 + ' ' + y1 + 'C' + half + ' ' + y1 + ' ' + half + ' ' + y2 + ' ' + b.x + ' ' + y2 }))
  }
  columns.forEach((column, c) => {
    if (c === 0) return
    column.nodes.forEach((node, k) => {
      const before = columns[c - 1].nodes
      if (c === middle + 1) edge(middle, 0, c, k, false)
      else if (c === middle) before.forEach((one, l) => edge(c - 1, l, c, 0, one.way))
      else if (node.way) edge(c - 1, 0, c, k, true)
    })
  })
  columns.forEach((column, c) => {
    column.nodes.forEach((node, k) => {
      const m = modules[node.at]
      const { x, y } = placeOf(c, k)
      const group = svg('g', { class: 'node c-' + colourOf(m) + (node.is ? ' is' : ''), transform: 'translate(' + x + ' ' + y + ')', tabindex: 0, role: 'button', 'aria-label': m.p + ' ' + m.v })
      group.append(svg('title', {}, m.p + ' ' + m.v))
      group.append(svg('rect', { width: W, height: H }))
      group.append(svg('text', { x: 8, y: 15 }, fitting(m.p, 34)))
      const below = node.needs === undefined || c > middle ? m.v : 'asks for ' + node.needs
      group.append(svg('text', { class: 'sub', x: 8, y: 29 }, fitting(below, 40)))
      group.onclick = () => focus(node.at)
      group.onkeydown = (event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault()
          focus(node.at)
          $('list').focus()
        }
      }
      root.append(group)
    })
    if (column.more > 0) {
      const { x, y } = placeOf(c, column.nodes.length)
      root.append(svg('text', { class: 'more', x: x + 8, y: y + 10 }, 'and ' + column.more + ' more'))
    }
  })
  const holder = make('div', 'graph')
  holder.append(root)
  return holder
}

// The end of a path says more than its host.
function fitting(text, most) {
  return text.length <= most ? text : '…' + text.slice(text.length - most + 1)
}

for (const kind of Object.keys(KINDS)) {
  const count = modules.filter(KINDS[kind]).length
  if (count === 0) continue
  const button = make('button', '', kind + ' ' + count)
  button.type = 'button'
  button.setAttribute('aria-pressed', String(state.kinds.has(kind)))
  button.onclick = () => {
    if (!state.kinds.delete(kind)) state.kinds.add(kind)
    button.setAttribute('aria-pressed', String(state.kinds.has(kind)))
    refresh()
  }
  $('kinds').append(button)
}
$('search').oninput = (event) => {
  state.text = event.target.value
  $('list').scrollTop = 0
  refresh()
}
$('measure').onchange = (event) => {
  state.measure = event.target.value
  refresh()
}
$('list').onscroll = drawRows
$('map').onclick = (event) => {
  const cell = cellAt(event)
  if (cell) focus(cell.i)
}
$('map').onmousemove = (event) => {
  const cell = cellAt(event)
  $('hint').hidden = !cell
  if (cell) $('hint').textContent = modules[cell.i].p + ' ' + modules[cell.i].v + ' ' + sizeText(MEASURES[state.measure](modules[cell.i], cell.i), state.measure)
}
$('map').onmouseleave = () => ($('hint').hidden = true)
document.onkeydown = (event) => {
  const typing = event.target === $('search') || event.target === $('measure')
  if (event.key === '/' && !typing) {
    event.preventDefault()
    $('search').focus()
  } else if (event.key === 'Escape') {
    if (state.text !== '') {
      state.text = $('search').value = ''
      refresh()
    }
    $('list').focus()
  } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target !== $('measure')) {
    event.preventDefault()
    const at = state.shown.findIndex((one) => one.i === state.focus)
    const next = at < 0 ? 0 : Math.max(0, Math.min(state.shown.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))
    if (state.shown[next]) focus(state.shown[next].i)
  } else if (event.key === 'Enter' && event.target === $('search') && state.shown[0]) {
    focus(state.shown[0].i)
    $('list').focus()
  } else if (event.key === 'Backspace' && !typing && state.back.length > 0) {
    event.preventDefault()
    focus(state.back.pop(), false)
  }
}
let resizing
window.onresize = () => {
  cancelAnimationFrame(resizing)
  resizing = requestAnimationFrame(() => {
    drawRows()
    drawMap()
  })
}
matchMedia('(prefers-color-scheme: dark)').onchange = drawMap
refresh()
drawFocus(Math.max(0, modules.findIndex((m) => m.m)))
`
