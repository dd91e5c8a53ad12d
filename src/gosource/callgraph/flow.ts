// Which dynamic types and functions can be in a variable: a graph of variables (fields, parameters, results, elements) with
// an edge where the one's value goes into the other, and sets of atoms that go along the edges until nothing changes.
// Variables in a cycle have the same set and are made one from time to time. After V. Sundaresan et al., "Practical
// Virtual Method Call Resolution for Java" (OOPSLA 2000), done while the program is discovered.

/** Hears of an atom that comes to a variable. */
export type Listener = (atom: number) => void

/** Sets up to this size are searched, larger ones have an index. */
const SMALL = 12

/** After how many steps cycles are looked for. */
const MOST_WORK = 2_000_000

/** The graph. Nodes and atoms are numbers from 0. */
export class Flow {
  readonly #parent: number[] = []
  readonly #next: (number[] | undefined)[] = []
  readonly #nextIndex: (Set<number> | undefined)[] = []
  readonly #atoms: (number[] | undefined)[] = []
  /** The same as bits, for larger sets: a set of numbers would take fifty times the room. */
  readonly #index: (Uint32Array | undefined)[] = []
  /** How many atoms of a node have gone on. */
  readonly #done: number[] = []
  readonly #listeners: (Listener[] | undefined)[] = []
  readonly #queued: boolean[] = []
  #queue: number[] = []
  #edges = 0
  #edgesThen = 0
  #work = 0

  /** How many variables there are. */
  get size(): number {
    return this.#parent.length
  }

  /** Whether something has not gone on yet. */
  get pending(): boolean {
    return this.#queue.length > 0
  }

  /** A new variable. */
  node(): number {
    const id = this.#parent.length
    this.#parent.push(id)
    this.#next.push(undefined)
    this.#nextIndex.push(undefined)
    this.#atoms.push(undefined)
    this.#index.push(undefined)
    this.#done.push(0)
    this.#listeners.push(undefined)
    this.#queued.push(false)
    return id
  }

  /** The node that stands for a node, since they are known to have the same set. */
  find(node: number): number {
    const parent = this.#parent
    let at = node
    for (;;) {
      const up = parent[at] ?? at
      if (up === at) return at
      const above = parent[up] ?? up
      parent[at] = above
      at = above
    }
  }

  /** What has come to a variable so far. */
  atomsOf(node: number): readonly number[] {
    return this.#atoms[this.find(node)] ?? []
  }

  /** Everything in `from` is in `to`. */
  edge(from: number, to: number): void {
    const a = this.find(from)
    const b = this.find(to)
    if (a === b) return
    const next = this.#next[a]
    if (next === undefined) this.#next[a] = [b]
    else {
      let index = this.#nextIndex[a]
      if (index === undefined && next.length >= SMALL) {
        index = new Set(next)
        this.#nextIndex[a] = index
      }
      if (index === undefined ? next.includes(b) : index.has(b)) return
      index?.add(b)
      next.push(b)
    }
    this.#edges++
    const atoms = this.#atoms[a]
    if (atoms === undefined) return
    const done = this.#done[a] ?? 0
    for (let i = 0; i < done; i++) this.#put(b, atoms[i] ?? 0)
  }

  /** Puts an atom into a variable. */
  put(node: number, atom: number): void {
    this.#put(this.find(node), atom)
  }

  #put(node: number, atom: number): void {
    const atoms = this.#atoms[node]
    if (atoms === undefined) this.#atoms[node] = [atom]
    else {
      const index = this.#index[node]
      if (index === undefined) {
        if (atoms.includes(atom)) return
        if (atoms.length >= SMALL) this.#index[node] = bitsOf([...atoms, atom])
      } else {
        const at = atom >>> 5
        const word = index[at]
        if (word === undefined) this.#index[node] = bitsOf([...atoms, atom])
        else {
          const bit = 1 << (atom & 31)
          if ((word & bit) !== 0) return
          index[at] = word | bit
        }
      }
      atoms.push(atom)
    }
    if (this.#queued[node] !== true) {
      this.#queued[node] = true
      this.#queue.push(node)
    }
  }

  /** Tells of every atom that is in a variable, or will be. One atom may be told more than once. */
  listen(node: number, listener: Listener): void {
    const at = this.find(node)
    const list = this.#listeners[at]
    if (list === undefined) this.#listeners[at] = [listener]
    else list.push(listener)
    const atoms = this.#atoms[at]
    const done = this.#done[at] ?? 0
    if (atoms !== undefined) for (let i = 0; i < done; i++) listener(atoms[i] ?? 0)
  }

  /** Lets everything go on that has not; listeners may add edges, variables and atoms meanwhile. */
  run(between: () => void): void {
    for (;;) {
      const { length } = this.#queue
      if (length === 0) return
      if (this.#work > MOST_WORK && this.#edges > this.#edgesThen * 1.3) this.collapse()
      const queue = this.#queue
      this.#queue = []
      for (const node of queue) {
        this.#queued[node] = false
        this.#advance(node)
      }
      between()
    }
  }

  #advance(node: number): void {
    // A node that was joined with another has handed its atoms on.
    if (this.#parent[node] !== node) return
    const atoms = this.#atoms[node]
    if (atoms === undefined) return
    const from = this.#done[node] ?? 0
    const to = atoms.length
    this.#done[node] = to
    const next = this.#next[node]
    if (next !== undefined) {
      this.#work += next.length * (to - from)
      for (let k = 0; k < next.length; k++) {
        const at = this.find(next[k] ?? 0)
        if (at === node) continue
        for (let i = from; i < to; i++) this.#put(at, atoms[i] ?? 0)
      }
    }
    const listeners = this.#listeners[node]
    if (listeners === undefined) return
    for (let k = 0; k < listeners.length; k++) {
      const listener = listeners[k]
      if (listener !== undefined) for (let i = from; i < to; i++) listener(atoms[i] ?? 0)
    }
  }

  /** Makes the nodes of each cycle one: Tarjan's algorithm, without recursion. */
  collapse(): void {
    this.#work = 0
    this.#edgesThen = this.#edges
    const { size } = this
    const order = new Int32Array(size)
    const low = new Int32Array(size)
    const open = new Uint8Array(size)
    const turn = new Int32Array(size)
    const stack: number[] = []
    const path: number[] = []
    let count = 0
    const groups: number[][] = []
    for (let root = 0; root < size; root++) {
      if (this.#parent[root] !== root || order[root] !== 0) continue
      path.push(root)
      order[root] = low[root] = ++count
      open[root] = 1
      stack.push(root)
      while (path.length > 0) {
        const at = path.at(-1) ?? 0
        const next = this.#next[at]
        const k = turn[at] ?? 0
        if (next !== undefined && k < next.length) {
          turn[at] = k + 1
          const to = this.find(next[k] ?? 0)
          if (order[to] === 0) {
            order[to] = low[to] = ++count
            open[to] = 1
            stack.push(to)
            path.push(to)
          } else if (open[to] === 1) low[at] = Math.min(low[at] ?? 0, order[to] ?? 0)
          continue
        }
        path.pop()
        const up = path.at(-1)
        if (up !== undefined) low[up] = Math.min(low[up] ?? 0, low[at] ?? 0)
        if (low[at] !== order[at]) continue
        const group: number[] = []
        for (;;) {
          const one = stack.pop() ?? at
          open[one] = 0
          group.push(one)
          if (one === at) break
        }
        if (group.length > 1) groups.push(group)
      }
    }
    for (const group of groups) this.#join(group)
  }

  #join(group: readonly number[]): void {
    const into = group[0] ?? 0
    const atoms = new Set<number>()
    const next = new Set<number>()
    const listeners: Listener[] = []
    for (const node of group) {
      for (const atom of this.#atoms[node] ?? []) atoms.add(atom)
      for (const listener of this.#listeners[node] ?? []) listeners.push(listener)
      this.#parent[node] = into
    }
    for (const node of group) {
      for (const to of this.#next[node] ?? []) {
        const at = this.find(to)
        if (at !== into) next.add(at)
      }
      this.#atoms[node] = undefined
      this.#index[node] = undefined
      this.#next[node] = undefined
      this.#nextIndex[node] = undefined
      this.#listeners[node] = undefined
    }
    this.#next[into] = [...next]
    this.#nextIndex[into] = next.size >= SMALL ? next : undefined
    this.#listeners[into] = listeners.length > 0 ? listeners : undefined
    if (atoms.size === 0) return
    this.#atoms[into] = [...atoms]
    this.#index[into] = atoms.size >= SMALL ? bitsOf([...atoms]) : undefined
    // Everything goes on once more: what one of them had, the listeners of the others have not heard of.
    this.#done[into] = 0
    if (this.#queued[into] !== true) {
      this.#queued[into] = true
      this.#queue.push(into)
    }
  }
}

/** Atoms as bits, with room for half as many more. */
function bitsOf(atoms: readonly number[]): Uint32Array {
  let most = 0
  for (const atom of atoms) if (atom > most) most = atom
  const bits = new Uint32Array((most >>> 5) + (most >>> 6) + 8)
  for (const atom of atoms) bits[atom >>> 5] = (bits[atom >>> 5] ?? 0) | (1 << (atom & 31))
  return bits
}
