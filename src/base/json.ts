/** A JSON object, as a plain object or, when outside names are its keys, as a Map (so that `__proto__` is just a name). */
export type JsonObject = { readonly [key: string]: Json } | ReadonlyMap<string, Json>

/** Any JSON value. Numbers are finite doubles, strings are well-formed UTF-16. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
