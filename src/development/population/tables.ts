/**
 * Tables that the population fills, in the order of loading, with their columns. Left out: surrogate keys, which the database numbers.
 * A `?` marks a column that may stay null. `person_id`, `source` and `as_of` are added to every row where the table has them.
 */
type Kind = 'text' | 'int' | 'bool' | 'day' | 'time' | 'bytes' | 'list'
type Columns = Readonly<Record<string, Kind | `${Kind}?`>>

/** Which columns a table has besides its own. @property person false: the rows name no person themselves. */
type Shape = { source: string | null; asOf: boolean; person?: false; columns: Columns }

/** Organisation whose file a row is. */
const HOLDER = { organisation_id: 'int?' } as const
const PERIOD = { valid_from: 'day', valid_until: 'day?' } as const
const COVERAGE = { ...HOLDER, record_type: 'text', ...PERIOD } as const

function table<const C extends Columns>(source: string, columns: C) {
  return { source, asOf: true, columns } as const
}

export const TABLES = {
  'directory.person': table('RIJKSREGISTER', {
    integration_id: 'text',
    work_id: 'text',
    local_id: 'text',
    evidence_ref: 'text',
    family_name: 'text?',
    given_names: 'text?',
    birth_date: 'day?',
    sex: 'text',
    nationality: 'text?',
    country_of_birth: 'text?',
    deceased_on: 'day?',
    first_registered_on: 'day?',
    contact_language: 'text?',
    interpreter_needed: 'bool?',
    phone: 'text?',
    email: 'text?',
    contact_as_of: 'day?',
  }),
  'directory.person_number': table('RIJKSREGISTER', { insz_hash: 'bytes', insz_encrypted: 'bytes', current: 'bool' }),
  'directory.residence': table('RIJKSREGISTER', {
    nis_code: 'text?',
    municipality: 'text?',
    postal_code: 'text?',
    street: 'text?',
    house_number: 'text?',
    box_number: 'text?',
    ...PERIOD,
  }),
  'directory.residence_title': table('RIJKSREGISTER', {
    card_type: 'text?',
    labour_market_access: 'text?',
    asylum_state: 'text?',
    ...PERIOD,
  }),
  'directory.relationship': {
    // Each has the source of the rows that it follows from.
    source: null,
    asOf: false,
    columns: { organisation_id: 'int', newcomer_id: 'text', evidence_ref: 'text', capacity: 'text', ...PERIOD, source: 'text' },
  },
  'directory.consent': {
    source: 'SYNTHETIC',
    asOf: false,
    columns: { organisation_id: 'int', fact_group: 'text', purpose: 'text', recipient: 'text', given_how: 'text', ...PERIOD },
  },
  'integration.target_group': table('KBI', {
    ...HOLDER,
    member: 'bool',
    type: 'text?',
    subtype: 'text?',
    reason_not_member: 'text?',
    exempted: 'bool',
    exemption_reason: 'text?',
    ...PERIOD,
  }),
  'integration.registration': table('KBI', { ...HOLDER, registered_on: 'day', repeated: 'bool', reason_code: 'text?' }),
  'integration.contract': table('KBI', {
    ...HOLDER,
    signed_on: 'day',
    regime: 'text',
    social_orientation: 'bool',
    dutch: 'bool',
    work: 'bool',
    participation: 'bool',
  }),
  'integration.signature_postponement': table('KBI', { ...HOLDER, reason_code: 'text?', ...PERIOD }),
  'integration.trajectory': table('KBI', {
    kind: 'text',
    status: 'text?',
    stop_reason: 'text?',
    ...HOLDER,
    counsellor_name: 'text?',
    counsellor_unit: 'text?',
    weekly_hours: 'int?',
    ...PERIOD,
  }),
  'integration.social_orientation': table('KBI', {
    ...HOLDER,
    started_on: 'day',
    attendance_percent: 'int?',
    test_score: 'int?',
    passed: 'bool?',
    passed_on: 'day?',
  }),
  'integration.dutch_intake': table('KBI', { ...HOLDER, held_on: 'day', learning_ability: 'int?' }),
  'integration.dutch_course': table('KBI', {
    ...HOLDER,
    school: 'text?',
    school_number: 'text?',
    provider_type: 'text?',
    module: 'text?',
    level: 'text?',
    dayparts: 'list',
    weekly_hours: 'int?',
    attendance_percent: 'int?',
    status: 'text?',
    ...PERIOD,
  }),
  'integration.dutch_level': table('KBI', { ...HOLDER, mode: 'text', level: 'text', reached_on: 'day', test_score: 'int?' }),
  'integration.known_language': table('KBI', { ...HOLDER, language: 'text', knowledge: 'text?' }),
  'integration.participation': table('KBI', {
    ...HOLDER,
    activity_type: 'text?',
    host_name: 'text?',
    host_nis_code: 'text?',
    hours: 'int',
    ...PERIOD,
  }),
  'integration.certificate': table('KBI', { ...HOLDER, kind: 'text', model_code: 'text?', issued_on: 'day' }),
  'integration.infringement': table('KBI', {
    ...HOLDER,
    type_code: 'text',
    established_on: 'day',
    authority: 'text?',
    fine_cents: 'int?',
    fine_paid_on: 'day?',
  }),
  'integration.fee': table('KBI', {
    ...HOLDER,
    item: 'text',
    amount_cents: 'int',
    exemption_ground: 'text?',
    due_on: 'day',
    paid_on: 'day?',
  }),
  'integration.background': table('KBI', {
    ...HOLDER,
    literate_latin_script: 'bool?',
    foreign_diploma_level: 'text?',
    diploma_recognition: 'text?',
    foreign_work_years: 'int?',
    foreign_work_sector: 'text?',
    labour_market_advice: 'text?',
    childcare_obstacle: 'bool?',
    lesson_intensity: 'int?',
    lesson_dayparts: 'list',
    fee_is_barrier: 'bool?',
    housing_language_duty: 'bool?',
    housing_language_met: 'bool?',
  }),
  'integration.coverage': table('KBI', COVERAGE),
  'integration.dossier': table('KBI', {}),
  'local.living_wage': table('OCMW', {
    ...HOLDER,
    equivalent: 'bool',
    category: 'text?',
    amount_cents: 'int?',
    ...PERIOD,
  }),
  'local.household': table('OCMW', { ...HOLDER, size: 'int', children_under_12: 'int', ...PERIOD }),
  'local.gpmi': table('OCMW', {
    organisation_id: 'int',
    type: 'text',
    party_agency_id: 'int?',
    health_or_equity_exception: 'bool',
    suspended_from: 'day?',
    suspended_until: 'day?',
    ...PERIOD,
  }),
  'local.gpmi_objective': table('OCMW', {
    ...HOLDER,
    kind: 'text',
    level: 'text?',
    mode: 'text?',
    note: 'text?',
    agreed_on: 'day',
    due_on: 'day?',
  }),
  'local.gpmi_evaluation': table('OCMW', { ...HOLDER, planned_on: 'day', held_on: 'day?', verdict: 'text?' }),
  'local.article60_contract': table('OCMW', { ...HOLDER, ...PERIOD }),
  'local.debt_mediation': table('OCMW', { ...HOLDER, ...PERIOD }),
  'local.social_tenancy': table('OCMW', { ...HOLDER, tenant: 'bool', ...PERIOD }),
  'local.social_statute': table('KSZ', { ...HOLDER, name: 'text', applies: 'bool', ...PERIOD }),
  'local.coverage': table('OCMW', COVERAGE),
  'local.dossier': table('OCMW', {}),
  'work.jobseeker_registration': table('VDAB', {
    registered_on: 'day',
    category: 'text',
    category_code: 'text?',
    mediation_status: 'text?',
    ...PERIOD,
  }),
  'work.benefit_right': table('RVA', { daily_amount_cents: 'int?', days_paid: 'int?', ...PERIOD }),
  'work.availability_exemption': table('VDAB', { reason_code: 'text?', ...PERIOD }),
  'work.employment': table('RSZ', {
    declaration: 'text',
    employer_kbo: 'text?',
    monthly_wage_cents: 'int?',
    cancelled: 'bool',
    ...PERIOD,
  }),
  'work.vocational_training': table('VDAB', { title: 'text?', agreed: 'bool', ...PERIOD }),
  'work.control_transmission': table('VDAB', { transmitted_on: 'day', reason_code: 'text?' }),
  'work.jobseeker_profile': table('VDAB', {
    job_goal: 'text?',
    competences: 'list',
    writing_required: 'bool?',
    medical_indication: 'bool?',
    driving_licence: 'text?',
    max_travel_minutes: 'int?',
  }),
  'work.coverage': table('VDAB', COVERAGE),
  'work.dossier': table('VDAB', {}),
  'referral.referral': {
    source: null,
    asOf: false,
    columns: {
      id: 'text',
      sender_id: 'int',
      receiver_id: 'int',
      sender_kind: 'text',
      receiver_kind: 'text',
      state: 'text',
      version: 'int',
      reason: 'text',
      agreement: 'text?',
      explanation: 'text?',
      question: 'text?',
      answer: 'text?',
      appointment_at: 'time?',
      no_shows: 'int',
      started: 'bool',
      code: 'text?',
      outcome: 'text?',
      contact_name: 'text?',
      contact_phone: 'text?',
      contact_email: 'text?',
      open_key: 'text?',
      draft_key: 'text?',
      replaces_id: 'text?',
      created_at: 'time',
      sent_at: 'time?',
      changed_at: 'time',
      deadline: 'text?',
      due_at: 'time?',
      escalated_at: 'time?',
    },
  },
  'referral.event': {
    source: null,
    asOf: false,
    person: false,
    columns: {
      referral_id: 'text',
      version: 'int',
      at: 'time',
      organisation_id: 'int?',
      user_ref: 'text?',
      act: 'text',
      state: 'text',
      code: 'text?',
    },
  },
} as const satisfies Record<string, Shape>

export type TableName = keyof typeof TABLES

type Cells = { text: string; int: number; bool: boolean; day: number; time: number; bytes: Buffer; list: readonly string[] }
type Cell<K> = K extends `${infer Base extends Kind}?` ? Cells[Base] | null | undefined : K extends Kind ? Cells[K] : never
type ColumnsOf<T extends TableName> = (typeof TABLES)[T]['columns']

/** One row without the columns that every row has: days as day numbers, times in milliseconds since 1970. */
export type TableRow<T extends TableName> = {
  readonly [C in keyof ColumnsOf<T> as ColumnsOf<T>[C] extends `${string}?` ? never : C]: Cell<ColumnsOf<T>[C]>
} & {
  readonly [C in keyof ColumnsOf<T> as ColumnsOf<T>[C] extends `${string}?` ? C : never]?: Cell<ColumnsOf<T>[C]>
}

export const TABLE_NAMES: readonly TableName[] = Object.keys(TABLES).filter((name): name is TableName => name in TABLES)

/** Columns of a table in the order in which its rows are written. */
export function columnsOf(name: TableName): string[] {
  const { source, asOf, person, columns }: Shape = TABLES[name]
  return [
    ...(person === false ? [] : [name === 'directory.person' ? 'id' : 'person_id']),
    ...Object.keys(columns),
    ...(source === null ? [] : ['source']),
    ...(asOf ? ['as_of'] : []),
  ]
}
