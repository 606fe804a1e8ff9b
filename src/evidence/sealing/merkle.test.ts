import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashLeaf, inclusionPath, merkleRoot, rootOfPath } from './merkle.ts'

/** Leaves and roots of the reference tests of Certificate Transparency (RFC 6962). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const leaves = LEAVES.map((hex) => hashLeaf(Buffer.from(hex, 'hex')))

describe('the tree of a batch', () => {
  test.each(ROOTS.map((root, index) => [index + 1, root] as const))('of %i leaves has the root of RFC 6962', (count, root) => {
    expect(merkleRoot(leaves.slice(0, count)).toString('hex')).toBe(root)
  })

  test('of any size leads from every leaf to its root, and from no other leaf', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (size, pick) => {
        const all = Array.from({ length: size }, (_, n) => hashLeaf(Buffer.from(String(n))))
        const index = pick % size
        const path = inclusionPath(all, index)
        const root = merkleRoot(all)
        expect(rootOfPath(all[index] ?? Buffer.alloc(0), index, path).equals(root)).toBe(true)
        expect(rootOfPath(hashLeaf(Buffer.from('other')), index, path).equals(root)).toBe(false)
      }),
    )
  })

  test('has at least one leaf', () => {
    expect(() => merkleRoot([])).toThrow(RangeError)
  })
})
