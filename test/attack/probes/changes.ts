/** What changes between two requests counts for the second one. */
import type { Probe } from '../scene.ts'

type Connection = { edges: { cursor: string; node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }

const PAGE =
  'query ($after: String, $first: Int) { newcomers(first: $first, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount } }'

/** A relationship that ends between page 1 and page 2 takes the person from page 2, and from every other door. */
export const endedBetweenPages: Probe = async (scene) => {
  const { contract, target } = scene
  const { endRelationship } = target.levers
  if (!contract.operations.has('newcomers') || endRelationship === undefined) return
  const page = async (variables: object) => (await scene.ask({ query: PAGE, variables: { ...variables } })).data?.newcomers as Connection
  const one = await page({ first: 2 })
  const two = await page({ first: 2, after: one.pageInfo.endCursor })
  const [next] = two.edges
  if (next === undefined) return
  const { id } = next.node
  const undo = await endRelationship(contract, id)
  try {
    const again = await page({ first: 2, after: one.pageInfo.endCursor })
    scene.hold(!again.edges.some(({ node }) => node.id === id), 'a person whose relationship ended is on the next page')
    const beyond = await page({ first: 2, after: next.cursor })
    scene.hold(!beyond.edges.some(({ node }) => node.id === id), 'a cursor at a person who is gone goes on after it')
    const { data } = await scene.ask({
      query: 'query ($id: ID!, $ids: [ID!]!) { newcomer(id: $id) { id } newcomersById(ids: $ids) { id } }',
      variables: { id, ids: [id] },
    })
    scene.hold(JSON.stringify(data) === '{"newcomer":null,"newcomersById":[null]}', 'a person whose relationship ended is answered by id')
  } finally {
    await undo()
  }
  const back = await page({ first: 2, after: one.pageInfo.endCursor })
  scene.hold(back.edges[0]?.node.id === id, 'the relationship is back for the next probe')
}
