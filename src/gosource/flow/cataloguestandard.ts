// The catalogue that comes with the program: models/, a file a family, put together here.
import type { CallCatalogue } from './catalogue.ts'
import { parseCatalogue } from './catalogueparse.ts'
import { callbacksModel } from './models/callbacks.ts'
import { cryptoModel } from './models/crypto.ts'
import { filesModel } from './models/files.ts'
import { httpModel } from './models/http.ts'
import { netModel } from './models/net.ts'
import { processModel } from './models/process.ts'
import { streamsModel } from './models/streams.ts'
import { systemModel } from './models/system.ts'
import { unknownModel } from './models/unknown.ts'
import { wrappersHttpModel } from './models/wrappershttp.ts'
import { wrappersNetModel } from './models/wrappersnet.ts'
import { wrappersProcessModel } from './models/wrappersprocess.ts'
import { wrappersScriptModel } from './models/wrappersscript.ts'
import { wrappersSshModel } from './models/wrappersssh.ts'

/** The catalogue of Go's standard library and of the libraries that are known. Parsed anew each time: keep it. */
export function standardCatalogue(): CallCatalogue {
  return parseCatalogue([
    processModel,
    filesModel,
    netModel,
    httpModel,
    systemModel,
    streamsModel,
    cryptoModel,
    callbacksModel,
    wrappersHttpModel,
    wrappersNetModel,
    wrappersProcessModel,
    wrappersScriptModel,
    wrappersSshModel,
    unknownModel,
  ])
}
