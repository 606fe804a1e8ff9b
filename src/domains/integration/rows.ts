/** Rows of the integration dossier, for the agency that holds them; few of them are ever disclosed as they are. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { many, one, type Rows } from '../../query/declare.ts'
import { readFromSheet } from '../../query/fact-sheet.ts'
import { inForce } from '../../query/fact-sql.ts'
import { standsFor } from '../../query/lineage.ts'
import { DUTCH_COURSES, INTEGRATION_SHEET, TARGET_GROUP } from './fact-sheet.ts'
import { addDutchCourse, addDutchIntake, addDutchLevel, addKnownLanguage, addParticipation, addSocialOrientation } from './types/course.ts'
import type { IntegrationEnums } from './types/enums.ts'
import { addCertificate, addFee, addInfringement, addIntake } from './types/outcome.ts'
import {
  addCounsellor,
  addIntegrationContract,
  addIntegrationRegistration,
  addSignaturePostponement,
  addTargetGroup,
  addTrajectory,
} from './types/trajectory.ts'

const { rows } = readFromSheet(INTEGRATION_SHEET)

/** Trajectories name their counsellor; a trajectory without one must not hide another's. */
const COUNSELLOR: Rows = {
  table: 'integration.trajectory',
  heldIn: 'INTEGRATION',
  where: ({ column, today }) => `${inForce(column, today)}
    and (${column('counsellor_name')} is not null or ${column('counsellor_unit')} is not null)`,
  order: 'valid_from desc, kind, as_of desc, organisation_id',
}

/** Activities that the municipality of the asking organisation hosts itself, or one that merged into it. */
const HOSTED_HERE: Rows = {
  table: 'integration.participation',
  heldIn: 'INTEGRATION',
  where: ({ column, organisation, today }) => `exists (
    select from directory.organisation hosting
    where hosting.nis_code = ${column('host_nis_code')}
      and ${standsFor(organisation, 'hosting.id', today)}
  )`,
  order: 'valid_from desc, organisation_id',
}

/** Rows of which an agency reads its own, and those of the register. Two holders may have a row of the same key. */
const ofAgency = (table: string, order: string): Rows => ({ table, heldIn: 'INTEGRATION', order: `${order}, organisation_id` })

export function addIntegrationRows(domain: DomainBuilder, enums: IntegrationEnums): void {
  addStatusRows(domain, enums)
  addCourseRows(domain, enums)
  addOutcomeRows(domain, enums)
}

function addStatusRows(domain: DomainBuilder, enums: IntegrationEnums): void {
  const TargetGroup = addTargetGroup(domain, enums)
  const Registration = addIntegrationRegistration(domain)
  const Contract = addIntegrationContract(domain, enums)
  const Postponement = addSignaturePostponement(domain)
  const Trajectory = addTrajectory(domain, enums)
  const Counsellor = addCounsellor(domain)
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    targetGroup: t.field({
      type: TargetGroup,
      ...rows(TARGET_GROUP, 'Status in the target group today. Null when none is known.'),
    }),
    integrationRegistrations: t.field({
      type: [Registration],
      ...many(ofAgency('integration.registration', 'registered_on desc'), 'Registrations with an agency, latest first.'),
    }),
    integrationContracts: t.field({
      type: [Contract],
      ...many(ofAgency('integration.contract', 'signed_on desc'), 'Integration contracts, latest first.'),
    }),
    signaturePostponements: t.field({
      type: [Postponement],
      ...many(ofAgency('integration.signature_postponement', 'valid_from desc'), 'Postponements of signing, latest first.'),
    }),
    trajectories: t.field({
      type: [Trajectory],
      ...many(ofAgency('integration.trajectory', 'valid_from desc, kind'), 'Trajectories with their status periods, latest first.'),
    }),
    counsellor: t.field({ type: Counsellor, ...one(COUNSELLOR, 'Counsellor of the trajectory in force. Null when none is known.') }),
  }))
}

function addCourseRows(domain: DomainBuilder, enums: IntegrationEnums): void {
  const SocialOrientation = addSocialOrientation(domain)
  const DutchIntake = addDutchIntake(domain)
  const DutchCourse = addDutchCourse(domain, enums)
  const DutchLevel = addDutchLevel(domain, enums)
  const KnownLanguage = addKnownLanguage(domain)
  const Participation = addParticipation(domain)
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    socialOrientations: t.field({
      type: [SocialOrientation],
      ...many(ofAgency('integration.social_orientation', 'started_on desc'), 'Courses of social orientation, latest first.'),
    }),
    dutchIntakes: t.field({
      type: [DutchIntake],
      ...many(ofAgency('integration.dutch_intake', 'held_on desc'), 'Intakes for Dutch lessons, latest first.'),
    }),
    dutchCourses: t.field({
      type: [DutchCourse],
      ...rows(DUTCH_COURSES, 'Enrolments in Dutch courses, latest first.'),
    }),
    dutchLevels: t.field({
      type: [DutchLevel],
      ...many(ofAgency('integration.dutch_level', 'mode, level desc'), 'Levels of Dutch reached, highest first in each mode.'),
    }),
    knownLanguages: t.field({
      type: [KnownLanguage],
      ...many(ofAgency('integration.known_language', 'language'), 'Languages that the person knows, by code.'),
    }),
    participations: t.field({
      type: [Participation],
      ...many(ofAgency('integration.participation', 'valid_from desc'), 'Activities in the participation and network track, latest first.'),
    }),
    participationsHostedHere: t.field({
      type: [Participation],
      ...many(HOSTED_HERE, "Activities that the caller's own municipality hosts, latest first."),
    }),
  }))
}

function addOutcomeRows(domain: DomainBuilder, enums: IntegrationEnums): void {
  const Certificate = addCertificate(domain, enums)
  const Infringement = addInfringement(domain)
  const Fee = addFee(domain, enums)
  const Intake = addIntake(domain, enums)
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    certificates: t.field({
      type: [Certificate],
      ...many(ofAgency('integration.certificate', 'issued_on desc, kind'), 'Certificates and effort statements, latest first.'),
    }),
    infringements: t.field({
      type: [Infringement],
      ...many(ofAgency('integration.infringement', 'established_on desc, type_code'), 'Infringements of the duty, latest first.'),
    }),
    fees: t.field({
      type: [Fee],
      ...many(ofAgency('integration.fee', 'due_on desc, item'), 'Fees for courses and tests, latest first.'),
    }),
    intake: t.field({
      type: Intake,
      ...one(ofAgency('integration.background', 'as_of desc'), 'Results of the intake. Null when there was none.'),
    }),
  }))
}
