/** The attack list. Every shape is asked of every contract. */
import { KNOWN_SHAPES } from './known-shapes.ts'
import { OWN_SHAPES } from './own-shapes.ts'
import type { Shape } from './shape.ts'

export const SHAPES: readonly Shape[] = [...KNOWN_SHAPES, ...OWN_SHAPES]
