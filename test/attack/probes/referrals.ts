/** Referrals and outreach: rows about persons are doors of their own, and lead no further than the plain question. */
import type { Probe } from '../scene.ts'

const NODE = 'direction person { familyName } newcomer { id } sender { name } receiver { name }'

type Referral = { direction: string; newcomer: { id: string } | null; sender: { name: string }; receiver: { name: string } }

/** Only the caller's own referrals exist, and the person behind one is a newcomer only where the plain question answers that newcomer. */
export const sides: Probe = async (scene) => {
  if (!scene.contract.operations.has('referrals')) return
  const own = (await scene.ask('{ viewer { organisation } }')).data?.viewer as { organisation: string }
  const listed = await scene.ask(`{ referrals(first: 100) { nodes { ${NODE} } } }`)
  const { nodes } = (listed.data?.referrals ?? { nodes: [] }) as { nodes: Referral[] }
  scene.hold(listed.errors.length === 0, 'referrals are answered')
  for (const { direction, sender, receiver } of nodes)
    scene.hold((direction === 'SENT' ? sender : receiver).name === own.organisation, 'a referral of others is listed')
  if (!scene.contract.operations.has('newcomersById')) return
  const ids = nodes.flatMap(({ newcomer }) => (newcomer === null ? [] : [newcomer.id]))
  const plain = await scene.ask({ query: 'query ($ids: [ID!]!) { newcomersById(ids: $ids) { id } }', variables: { ids } })
  const found = ((plain.data?.newcomersById ?? []) as ({ id: string } | null)[]).map((one) => one?.id)
  for (const id of ids) scene.hold(found.includes(id), 'a newcomer behind a referral is not in scope')
}

/** Whoever is listed for outreach is entitled and has not started, also by the plain question where that is granted. */
export const outreach: Probe = async (scene) => {
  const { operations, granted } = scene.contract
  if (!operations.has('outreach')) return
  const levers = [...granted.keys()].filter((coordinate) => coordinate.startsWith('OutreachLever.')).map((one) => one.split('.')[1])
  const fact = granted.get('Newcomer.entitledNotStarted') === 'yes' ? ' entitledNotStarted' : ''
  for (const lever of levers) {
    const { data, errors } = await scene.ask(`{ outreach(lever: ${lever}, first: 100) { nodes { newcomer { id${fact} } } } }`)
    scene.hold(errors.length === 0, `outreach by ${lever} is answered`)
    const { nodes } = (data?.outreach ?? { nodes: [] }) as { nodes: { newcomer: { entitledNotStarted?: boolean } }[] }
    for (const { newcomer } of nodes)
      scene.hold(fact === '' || newcomer.entitledNotStarted === true, `somebody else is listed under ${lever}`)
  }
}
