// The licence texts that are known: those of the SPDX list (https://spdx.org/licenses/) that a Go module is likely to
// have, from the package spdx-license-list. docs/decisions/0015-licences-by-their-words.md says why these.
//
// A text that several identifiers share stands here once: `GPL-3.0-only` and `GPL-3.0-or-later` differ by what a
// project says beside the text.
import mit from 'spdx-license-list/licenses/MIT.json' with { type: 'json' }
import apache20 from 'spdx-license-list/licenses/Apache-2.0.json' with { type: 'json' }
import bsd3Clause from 'spdx-license-list/licenses/BSD-3-Clause.json' with { type: 'json' }
import bsd2Clause from 'spdx-license-list/licenses/BSD-2-Clause.json' with { type: 'json' }
import isc from 'spdx-license-list/licenses/ISC.json' with { type: 'json' }
import mpl20 from 'spdx-license-list/licenses/MPL-2.0.json' with { type: 'json' }
import zerobsd from 'spdx-license-list/licenses/0BSD.json' with { type: 'json' }
import afl21 from 'spdx-license-list/licenses/AFL-2.1.json' with { type: 'json' }
import afl30 from 'spdx-license-list/licenses/AFL-3.0.json' with { type: 'json' }
import agpl30Only from 'spdx-license-list/licenses/AGPL-3.0-only.json' with { type: 'json' }
import apache11 from 'spdx-license-list/licenses/Apache-1.1.json' with { type: 'json' }
import artistic10 from 'spdx-license-list/licenses/Artistic-1.0.json' with { type: 'json' }
import artistic20 from 'spdx-license-list/licenses/Artistic-2.0.json' with { type: 'json' }
import beerware from 'spdx-license-list/licenses/Beerware.json' with { type: 'json' }
import blueoak100 from 'spdx-license-list/licenses/BlueOak-1.0.0.json' with { type: 'json' }
import bsd1Clause from 'spdx-license-list/licenses/BSD-1-Clause.json' with { type: 'json' }
import bsd2ClausePatent from 'spdx-license-list/licenses/BSD-2-Clause-Patent.json' with { type: 'json' }
import bsd2ClauseViews from 'spdx-license-list/licenses/BSD-2-Clause-Views.json' with { type: 'json' }
import bsd3ClauseAttribution from 'spdx-license-list/licenses/BSD-3-Clause-Attribution.json' with { type: 'json' }
import bsd3ClauseClear from 'spdx-license-list/licenses/BSD-3-Clause-Clear.json' with { type: 'json' }
import bsd3ClauseLBNL from 'spdx-license-list/licenses/BSD-3-Clause-LBNL.json' with { type: 'json' }
import bsd4Clause from 'spdx-license-list/licenses/BSD-4-Clause.json' with { type: 'json' }
import bsd4ClauseUC from 'spdx-license-list/licenses/BSD-4-Clause-UC.json' with { type: 'json' }
import bsdSourceCode from 'spdx-license-list/licenses/BSD-Source-Code.json' with { type: 'json' }
import bsl10 from 'spdx-license-list/licenses/BSL-1.0.json' with { type: 'json' }
import busl11 from 'spdx-license-list/licenses/BUSL-1.1.json' with { type: 'json' }
import bzip2106 from 'spdx-license-list/licenses/bzip2-1.0.6.json' with { type: 'json' }
import ccBY30 from 'spdx-license-list/licenses/CC-BY-3.0.json' with { type: 'json' }
import ccBY40 from 'spdx-license-list/licenses/CC-BY-4.0.json' with { type: 'json' }
import ccBYNC40 from 'spdx-license-list/licenses/CC-BY-NC-4.0.json' with { type: 'json' }
import ccBYNCND40 from 'spdx-license-list/licenses/CC-BY-NC-ND-4.0.json' with { type: 'json' }
import ccBYNCSA40 from 'spdx-license-list/licenses/CC-BY-NC-SA-4.0.json' with { type: 'json' }
import ccBYND40 from 'spdx-license-list/licenses/CC-BY-ND-4.0.json' with { type: 'json' }
import ccBYSA30 from 'spdx-license-list/licenses/CC-BY-SA-3.0.json' with { type: 'json' }
import ccBYSA40 from 'spdx-license-list/licenses/CC-BY-SA-4.0.json' with { type: 'json' }
import cc010 from 'spdx-license-list/licenses/CC0-1.0.json' with { type: 'json' }
import cddl10 from 'spdx-license-list/licenses/CDDL-1.0.json' with { type: 'json' }
import cddl11 from 'spdx-license-list/licenses/CDDL-1.1.json' with { type: 'json' }
import cpl10 from 'spdx-license-list/licenses/CPL-1.0.json' with { type: 'json' }
import curl from 'spdx-license-list/licenses/curl.json' with { type: 'json' }
import ecl20 from 'spdx-license-list/licenses/ECL-2.0.json' with { type: 'json' }
import elastic20 from 'spdx-license-list/licenses/Elastic-2.0.json' with { type: 'json' }
import epl10 from 'spdx-license-list/licenses/EPL-1.0.json' with { type: 'json' }
import epl20 from 'spdx-license-list/licenses/EPL-2.0.json' with { type: 'json' }
import eupl11 from 'spdx-license-list/licenses/EUPL-1.1.json' with { type: 'json' }
import eupl12 from 'spdx-license-list/licenses/EUPL-1.2.json' with { type: 'json' }
import fsl11ALv2 from 'spdx-license-list/licenses/FSL-1.1-ALv2.json' with { type: 'json' }
import fsl11MIT from 'spdx-license-list/licenses/FSL-1.1-MIT.json' with { type: 'json' }
import ftl from 'spdx-license-list/licenses/FTL.json' with { type: 'json' }
import gpl10Only from 'spdx-license-list/licenses/GPL-1.0-only.json' with { type: 'json' }
import gpl20Only from 'spdx-license-list/licenses/GPL-2.0-only.json' with { type: 'json' }
import gpl30Only from 'spdx-license-list/licenses/GPL-3.0-only.json' with { type: 'json' }
import hippocratic21 from 'spdx-license-list/licenses/Hippocratic-2.1.json' with { type: 'json' }
import hpnd from 'spdx-license-list/licenses/HPND.json' with { type: 'json' }
import icu from 'spdx-license-list/licenses/ICU.json' with { type: 'json' }
import ijg from 'spdx-license-list/licenses/IJG.json' with { type: 'json' }
import infoZIP from 'spdx-license-list/licenses/Info-ZIP.json' with { type: 'json' }
import json from 'spdx-license-list/licenses/JSON.json' with { type: 'json' }
import lgpl20Only from 'spdx-license-list/licenses/LGPL-2.0-only.json' with { type: 'json' }
import lgpl21Only from 'spdx-license-list/licenses/LGPL-2.1-only.json' with { type: 'json' }
import lgpl30Only from 'spdx-license-list/licenses/LGPL-3.0-only.json' with { type: 'json' }
import libtiff from 'spdx-license-list/licenses/libtiff.json' with { type: 'json' }
import linuxOpenIB from 'spdx-license-list/licenses/Linux-OpenIB.json' with { type: 'json' }
import mit0 from 'spdx-license-list/licenses/MIT-0.json' with { type: 'json' }
import mitAdvertising from 'spdx-license-list/licenses/MIT-advertising.json' with { type: 'json' }
import mitCMU from 'spdx-license-list/licenses/MIT-CMU.json' with { type: 'json' }
import mitModernVariant from 'spdx-license-list/licenses/MIT-Modern-Variant.json' with { type: 'json' }
import mitnfa from 'spdx-license-list/licenses/MITNFA.json' with { type: 'json' }
import mpl11 from 'spdx-license-list/licenses/MPL-1.1.json' with { type: 'json' }
import msPL from 'spdx-license-list/licenses/MS-PL.json' with { type: 'json' }
import msRL from 'spdx-license-list/licenses/MS-RL.json' with { type: 'json' }
import mulanpsl20 from 'spdx-license-list/licenses/MulanPSL-2.0.json' with { type: 'json' }
import ncsa from 'spdx-license-list/licenses/NCSA.json' with { type: 'json' }
import ntp from 'spdx-license-list/licenses/NTP.json' with { type: 'json' }
import ofl11 from 'spdx-license-list/licenses/OFL-1.1.json' with { type: 'json' }
import openssl from 'spdx-license-list/licenses/OpenSSL.json' with { type: 'json' }
import osl30 from 'spdx-license-list/licenses/OSL-3.0.json' with { type: 'json' }
import polyformNoncommercial100 from 'spdx-license-list/licenses/PolyForm-Noncommercial-1.0.0.json' with { type: 'json' }
import postgresql from 'spdx-license-list/licenses/PostgreSQL.json' with { type: 'json' }
import psf20 from 'spdx-license-list/licenses/PSF-2.0.json' with { type: 'json' }
import python20 from 'spdx-license-list/licenses/Python-2.0.json' with { type: 'json' }
import ruby from 'spdx-license-list/licenses/Ruby.json' with { type: 'json' }
import sgiB20 from 'spdx-license-list/licenses/SGI-B-2.0.json' with { type: 'json' }
import sleepycat from 'spdx-license-list/licenses/Sleepycat.json' with { type: 'json' }
import spencer86 from 'spdx-license-list/licenses/Spencer-86.json' with { type: 'json' }
import sspl10 from 'spdx-license-list/licenses/SSPL-1.0.json' with { type: 'json' }
import sunpro from 'spdx-license-list/licenses/SunPro.json' with { type: 'json' }
import tcl from 'spdx-license-list/licenses/TCL.json' with { type: 'json' }
import unicode30 from 'spdx-license-list/licenses/Unicode-3.0.json' with { type: 'json' }
import unicodeDFS2015 from 'spdx-license-list/licenses/Unicode-DFS-2015.json' with { type: 'json' }
import unicodeDFS2016 from 'spdx-license-list/licenses/Unicode-DFS-2016.json' with { type: 'json' }
import unlicense from 'spdx-license-list/licenses/Unlicense.json' with { type: 'json' }
import upl10 from 'spdx-license-list/licenses/UPL-1.0.json' with { type: 'json' }
import vim from 'spdx-license-list/licenses/Vim.json' with { type: 'json' }
import w3c from 'spdx-license-list/licenses/W3C.json' with { type: 'json' }
import wtfpl from 'spdx-license-list/licenses/WTFPL.json' with { type: 'json' }
import x11 from 'spdx-license-list/licenses/X11.json' with { type: 'json' }
import zlib from 'spdx-license-list/licenses/Zlib.json' with { type: 'json' }
import zlibAcknowledgement from 'spdx-license-list/licenses/zlib-acknowledgement.json' with { type: 'json' }

/** Identifier and text, the commonest first: of two that fit equally well the first one is meant. */
export const licenceTexts: ReadonlyArray<readonly [id: string, text: string]> = [
  ['MIT', mit.licenseText],
  ['Apache-2.0', apache20.licenseText],
  ['BSD-3-Clause', bsd3Clause.licenseText],
  ['BSD-2-Clause', bsd2Clause.licenseText],
  ['ISC', isc.licenseText],
  ['MPL-2.0', mpl20.licenseText],
  ['0BSD', zerobsd.licenseText],
  ['AFL-2.1', afl21.licenseText],
  ['AFL-3.0', afl30.licenseText],
  ['AGPL-3.0-only', agpl30Only.licenseText],
  ['Apache-1.1', apache11.licenseText],
  ['Artistic-1.0', artistic10.licenseText],
  ['Artistic-2.0', artistic20.licenseText],
  ['Beerware', beerware.licenseText],
  ['BlueOak-1.0.0', blueoak100.licenseText],
  ['BSD-1-Clause', bsd1Clause.licenseText],
  ['BSD-2-Clause-Patent', bsd2ClausePatent.licenseText],
  ['BSD-2-Clause-Views', bsd2ClauseViews.licenseText],
  ['BSD-3-Clause-Attribution', bsd3ClauseAttribution.licenseText],
  ['BSD-3-Clause-Clear', bsd3ClauseClear.licenseText],
  ['BSD-3-Clause-LBNL', bsd3ClauseLBNL.licenseText],
  ['BSD-4-Clause', bsd4Clause.licenseText],
  ['BSD-4-Clause-UC', bsd4ClauseUC.licenseText],
  ['BSD-Source-Code', bsdSourceCode.licenseText],
  ['BSL-1.0', bsl10.licenseText],
  ['BUSL-1.1', busl11.licenseText],
  ['bzip2-1.0.6', bzip2106.licenseText],
  ['CC-BY-3.0', ccBY30.licenseText],
  ['CC-BY-4.0', ccBY40.licenseText],
  ['CC-BY-NC-4.0', ccBYNC40.licenseText],
  ['CC-BY-NC-ND-4.0', ccBYNCND40.licenseText],
  ['CC-BY-NC-SA-4.0', ccBYNCSA40.licenseText],
  ['CC-BY-ND-4.0', ccBYND40.licenseText],
  ['CC-BY-SA-3.0', ccBYSA30.licenseText],
  ['CC-BY-SA-4.0', ccBYSA40.licenseText],
  ['CC0-1.0', cc010.licenseText],
  ['CDDL-1.0', cddl10.licenseText],
  ['CDDL-1.1', cddl11.licenseText],
  ['CPL-1.0', cpl10.licenseText],
  ['curl', curl.licenseText],
  ['ECL-2.0', ecl20.licenseText],
  ['Elastic-2.0', elastic20.licenseText],
  ['EPL-1.0', epl10.licenseText],
  ['EPL-2.0', epl20.licenseText],
  ['EUPL-1.1', eupl11.licenseText],
  ['EUPL-1.2', eupl12.licenseText],
  ['FSL-1.1-ALv2', fsl11ALv2.licenseText],
  ['FSL-1.1-MIT', fsl11MIT.licenseText],
  ['FTL', ftl.licenseText],
  ['GPL-1.0-only', gpl10Only.licenseText],
  ['GPL-2.0-only', gpl20Only.licenseText],
  ['GPL-3.0-only', gpl30Only.licenseText],
  ['Hippocratic-2.1', hippocratic21.licenseText],
  ['HPND', hpnd.licenseText],
  ['ICU', icu.licenseText],
  ['IJG', ijg.licenseText],
  ['Info-ZIP', infoZIP.licenseText],
  ['JSON', json.licenseText],
  ['LGPL-2.0-only', lgpl20Only.licenseText],
  ['LGPL-2.1-only', lgpl21Only.licenseText],
  ['LGPL-3.0-only', lgpl30Only.licenseText],
  ['libtiff', libtiff.licenseText],
  ['Linux-OpenIB', linuxOpenIB.licenseText],
  ['MIT-0', mit0.licenseText],
  ['MIT-advertising', mitAdvertising.licenseText],
  ['MIT-CMU', mitCMU.licenseText],
  ['MIT-Modern-Variant', mitModernVariant.licenseText],
  ['MITNFA', mitnfa.licenseText],
  ['MPL-1.1', mpl11.licenseText],
  ['MS-PL', msPL.licenseText],
  ['MS-RL', msRL.licenseText],
  ['MulanPSL-2.0', mulanpsl20.licenseText],
  ['NCSA', ncsa.licenseText],
  ['NTP', ntp.licenseText],
  ['OFL-1.1', ofl11.licenseText],
  ['OpenSSL', openssl.licenseText],
  ['OSL-3.0', osl30.licenseText],
  ['PolyForm-Noncommercial-1.0.0', polyformNoncommercial100.licenseText],
  ['PostgreSQL', postgresql.licenseText],
  ['PSF-2.0', psf20.licenseText],
  ['Python-2.0', python20.licenseText],
  ['Ruby', ruby.licenseText],
  ['SGI-B-2.0', sgiB20.licenseText],
  ['Sleepycat', sleepycat.licenseText],
  ['Spencer-86', spencer86.licenseText],
  ['SSPL-1.0', sspl10.licenseText],
  ['SunPro', sunpro.licenseText],
  ['TCL', tcl.licenseText],
  ['Unicode-3.0', unicode30.licenseText],
  ['Unicode-DFS-2015', unicodeDFS2015.licenseText],
  ['Unicode-DFS-2016', unicodeDFS2016.licenseText],
  ['Unlicense', unlicense.licenseText],
  ['UPL-1.0', upl10.licenseText],
  ['Vim', vim.licenseText],
  ['W3C', w3c.licenseText],
  ['WTFPL', wtfpl.licenseText],
  ['X11', x11.licenseText],
  ['Zlib', zlib.licenseText],
  ['zlib-acknowledgement', zlibAcknowledgement.licenseText],
]
