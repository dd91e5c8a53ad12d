// `/mode`: whether what is decided is done, and the switches for administrators: at three in the morning nobody remembers
// how to call an API.
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { mayAs } from '../base/role.ts'
import { breakGlass, LONGEST_BREAK, switchMode, USUAL_BREAK, type Steered } from '../jobs/guard/steer.ts'
import type { ModeSwitch } from '../world/register.ts'
import type { Ask, Handler, Reply } from './exchange.ts'
import { formOf, senderOf } from './forms.ts'
import { seeOther } from './loginpage.ts'
import { escaped, framed, hidden, timeShown, type Frame } from './pageframe.ts'

/** What the page is made from. */
export interface ModeService {
  readonly steered: Steered
  readonly switched: () => ModeSwitch | undefined
  readonly origin: () => string
  readonly frame: (ask: Ask) => Frame
}

/** The handler of `/mode`. */
export function serveMode(service: ModeService): Handler {
  const { steered, origin } = service
  return async (ask) => {
    if (ask.method !== 'POST') return shown(service, ask, 200, undefined)
    try {
      const form = await formOf(ask, origin())
      const who = senderOf(ask, form)
      const reason = form.value('reason')
      const wanted = form.value('do')
      if (wanted === 'break-glass') {
        const minutes = /^\d{1,4}$/.test(form.value('minutes')) ? Number(form.value('minutes')) : Number.NaN
        await breakGlass(steered, who, { minutes, reason })
      } else if (wanted === 'enforce' || wanted === 'monitor') await switchMode(steered, who, { mode: wanted, reason })
      else throw new WardenError('usage', 'the form does nothing that this page does')
      return { ...seeOther(origin(), '/mode'), route: 'mode' }
    } catch (error) {
      if (!isWardenError(error, 'refused', 'usage', 'too-large')) throw error
      return shown(service, ask, error.code === 'refused' ? 403 : 400, messageOf(error))
    }
  }
}

async function shown(service: ModeService, ask: Ask, status: number, trouble: string | undefined): Promise<Reply> {
  const { steered, switched, frame } = service
  const { mode } = steered.ruling()
  const by = switched()
  const names =
    by === undefined || ask.who === undefined ? new Map<string, string>() : await steered.people.names([by.by])
  const parts = [
    `<h1>Mode: ${escaped(mode.kind)}</h1>`,
    `<p>${WORDS[mode.kind]}`,
    mode.kind === 'break-glass' ? `<p>Until <b>${timeShown(mode.until.toISOString())}</b>.` : '',
    by === undefined
      ? '<p class="faint">As the settings say.'
      : `<p class="faint">Switched by ${escaped(names.get(by.by) ?? by.by)} at ${timeShown(by.at)}: ${escaped(by.reason)}`,
    trouble === undefined ? '' : `<p class="told trouble" role="alert">${escaped(trouble)}</p>`,
    ...formParts(ask, frame(ask)),
  ]
  return framed({ status, route: 'mode', title: 'Mode · modwarden', parts }, frame(ask))
}

const WORDS = {
  enforce: 'What is decided is done.',
  monitor: 'What is decided is written down and not done: nothing is refused but what fails its proof.',
  'break-glass': 'For a time nothing is refused but what fails its proof. It ends by itself.',
} as const

function formParts({ who }: Ask, { base, csrf }: Frame): readonly string[] {
  if (who === undefined || csrf === undefined || !mayAs(who.role, 'admin')) {
    return ['<p>Administrators who are logged in can switch it here.']
  }
  const head = `<form method="post" action="${escaped(base)}/mode">${hidden('csrf', csrf)}`
  const reason = (id: string): string =>
    `<label for="${id}">Why?</label><textarea id="${id}" name="reason" rows="2" minlength="5" maxlength="1000" required></textarea>`
  return [
    '<div class="box"><h2>Switch it</h2>',
    `${head}${reason('why')}<button name="do" value="enforce">Enforce</button><button name="do" value="monitor" class="quiet">Monitor</button></form></div>`,
    '<div class="box"><h2>Break the glass</h2>',
    '<p>Everybody sees it on every page, in the metrics and in /readyz, and your name stands on it.',
    `${head}${reason('glass')}<label for="minutes">For how many minutes? At most ${LONGEST_BREAK}.</label><input id="minutes" name="minutes" type="number" min="1" max="${LONGEST_BREAK}" value="${USUAL_BREAK}" required>`,
    '<button name="do" value="break-glass">Break the glass</button></form></div>',
  ]
}
