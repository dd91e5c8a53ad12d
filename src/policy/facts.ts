// The facts that conditions of a policy may speak of: plain values with fixed names, told from what is known. Names are
// never changed; docs of them are made from the table here.
import { isPseudo } from '../gomod/pseudo.ts'
import { prerelease } from '../gomod/version.ts'
import { nameOf, ownerKey } from '../rules/record/modulename.ts'
import { verdictOf } from '../rules/behaviour/verdict.ts'
import { latestLogged } from './age.ts'
import type { Known, Stage } from './known.ts'
