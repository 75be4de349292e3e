/**
 * Quantities of the machine as branded integers: a `PageNumber` can't be passed where a
 * `VirtualAddress` is due. All are non-negative safe integers; brands exist only in the types.
 */
declare const unit: unique symbol
type Quantity<Unit extends string> = number & { readonly [unit]: Unit }

/** A byte address as the program sees it. */
export type VirtualAddress = Quantity<'VirtualAddress'>
/** A length in bytes. */
export type Bytes = Quantity<'Bytes'>
/** Virtual page number: `address >> pageShift`. */
export type PageNumber = Quantity<'PageNumber'>
/** Physical frame number (PFN). */
export type FrameNumber = Quantity<'FrameNumber'>
/** Clock ticks of the round; 1 tick = 50 ms on the wall = 100 cycles of animation. */
export type Tick = Quantity<'Tick'>

export const address = (value: number): VirtualAddress => value as VirtualAddress
export const bytes = (value: number): Bytes => value as Bytes
export const page = (value: number): PageNumber => value as PageNumber
export const frame = (value: number): FrameNumber => value as FrameNumber
export const tick = (value: number): Tick => value as Tick

/** Rounds up to a multiple of `step` (a power of two is not needed). */
export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step
