/** Rows of the integration dossier, for the owner; few of them are ever disclosed as they are. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { many, one, type Rows } from '../../query/declare.ts'
import { readFromSheet } from '../../query/fact-sheet.ts'
import { inForce } from '../../query/fact-sql.ts'
import type { IntegrationEnums } from './types/enums.ts'
import { DUTCH_COURSES, INTEGRATION_SHEET, TARGET_GROUP } from './fact-sheet.ts'
import { addDutchCourse, addDutchIntake, addDutchLevel, addKnownLanguage, addParticipation, addSocialOrientation } from './types/course.ts'
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
  where: ({ column, today }) => `${inForce(column, today)}
    and (${column('counsellor_name')} is not null or ${column('counsellor_unit')} is not null)`,
  order: 'valid_from desc, kind',
}

/** Activities that the municipality of the asking organisation hosts itself. */
const HOSTED_HERE: Rows = {
  table: 'integration.participation',
  where: ({ column, organisation }) => `${column('host_nis_code')} = (
    select asking.nis_code
    from directory.organisation asking
    where asking.id = ${organisation}
  )`,
  order: 'valid_from desc',
}

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
      ...many({ table: 'integration.registration', order: 'registered_on desc' }, 'Registrations with an agency, latest first.'),
    }),
    integrationContracts: t.field({
      type: [Contract],
      ...many({ table: 'integration.contract', order: 'signed_on desc' }, 'Integration contracts, latest first.'),
    }),
    signaturePostponements: t.field({
      type: [Postponement],
      ...many({ table: 'integration.signature_postponement', order: 'valid_from desc' }, 'Postponements of signing, latest first.'),
    }),
    trajectories: t.field({
      type: [Trajectory],
      ...many({ table: 'integration.trajectory', order: 'valid_from desc, kind' }, 'Trajectories with their status periods, latest first.'),
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
      ...many({ table: 'integration.social_orientation', order: 'started_on desc' }, 'Courses of social orientation, latest first.'),
    }),
    dutchIntakes: t.field({
      type: [DutchIntake],
      ...many({ table: 'integration.dutch_intake', order: 'held_on desc' }, 'Intakes for Dutch lessons, latest first.'),
    }),
    dutchCourses: t.field({
      type: [DutchCourse],
      ...rows(DUTCH_COURSES, 'Enrolments in Dutch courses, latest first.'),
    }),
    dutchLevels: t.field({
      type: [DutchLevel],
      ...many({ table: 'integration.dutch_level', order: 'mode, level desc' }, 'Levels of Dutch reached, highest first in each mode.'),
    }),
    knownLanguages: t.field({
      type: [KnownLanguage],
      ...many({ table: 'integration.known_language', order: 'language' }, 'Languages that the person knows, by code.'),
    }),
    participations: t.field({
      type: [Participation],
      ...many(
        { table: 'integration.participation', order: 'valid_from desc' },
        'Activities in the participation and network track, latest first.',
      ),
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
      ...many({ table: 'integration.certificate', order: 'issued_on desc, kind' }, 'Certificates and effort statements, latest first.'),
    }),
    infringements: t.field({
      type: [Infringement],
      ...many({ table: 'integration.infringement', order: 'established_on desc, type_code' }, 'Infringements of the duty, latest first.'),
    }),
    fees: t.field({
      type: [Fee],
      ...many({ table: 'integration.fee', order: 'due_on desc, item' }, 'Fees for courses and tests, latest first.'),
    }),
    intake: t.field({
      type: Intake,
      ...one({ table: 'integration.background', order: 'as_of desc' }, 'Results of the intake. Null when there was none.'),
    }),
  }))
}
