/** Every method and address that a server has a route for, read from its own tree. */
import type { FastifyInstance } from 'fastify'

export function listRoutes(server: FastifyInstance): string[] {
  const parents: string[] = []
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', path = '', methods] = /^([│ ]*)[├└]── (\S*)(?: \((.*)\))?$/.exec(line) ?? []
      const depth = indent.length / 4
      parents[depth] = (depth === 0 ? '' : (parents[depth - 1] ?? '')) + path
      return (methods ?? '')
        .split(', ')
        .filter(Boolean)
        .map((method) => `${method} ${parents[depth]}`)
    })
}
