/** What a development hub says when it is up: where, for whom, and a question that works when pasted. */
import { CONSUMERS } from '../development/issuer/consumers.ts'

export function renderWelcome({ address, issuer }: { address: string; issuer: string }): string {
  const consumers = CONSUMERS.map(
    ({ id, organisation, purposes, delivers }) =>
      `  ${id.padEnd(24)} ${(organisation?.name ?? 'citizens, about themselves').padEnd(40)} ${[...purposes, ...delivers.map((domain) => `delivers ${domain}`)].join(', ')}`,
  )
  return `
Doorstroom is up: ${address}/graphql   (explorer: ${address}/graphiql, issuer: ${issuer})

Sample consumers, with the purposes they may declare or the domain they deliver:
${consumers.join('\n')}

Paste this in another terminal, in this folder:

  curl -s ${address}/graphql \\
    -H "authorization: Bearer $(npm run -s hub -- token --consumer ocmw-gent --purpose REFERRAL)" \\
    -H 'hub-purpose: REFERRAL' -H 'content-type: application/json' \\
    -d '{"query":"{ newcomers(first: 3, filter: { entitledNotStarted: true }) { totalCount nodes { id givenNames familyName contactLanguage entitledNotStarted } } }"}'

The population is synthetic: the persons do not exist. Ctrl+C stops the hub.
`
}
