/**
 * How safe a captured line is before anything is reported done (LED-17): `none`, handed to the operating system; `batch`, synced
 * together with its neighbours; `each`, synced before the call that captured it returns.
 */
export type Durability = 'none' | 'batch' | 'each'

/** The durabilities, the weakest first. */
export const DURABILITIES: readonly Durability[] = ['none', 'batch', 'each']

/** What holds where nobody chooses. */
export const DEFAULT_DURABILITY: Durability = 'batch'

/** Whether `value` is a durability. */
export const isDurability = (value: unknown): value is Durability => (DURABILITIES as readonly unknown[]).includes(value)
