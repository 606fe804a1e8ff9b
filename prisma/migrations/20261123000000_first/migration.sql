-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "audit";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "directory";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "incentive";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "integration";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "local";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "referral";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "statistics";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "work";

-- CreateEnum
CREATE TYPE "directory"."organisation_kind" AS ENUM ('INTEGRATION_AGENCY', 'VDAB', 'OCMW', 'MUNICIPALITY', 'BI', 'SUPERVISOR');

-- CreateEnum
CREATE TYPE "directory"."organisation_code_scheme" AS ENUM ('KBO', 'OVO');

-- CreateEnum
CREATE TYPE "directory"."capacity" AS ENUM ('RESIDENT', 'LIVING_WAGE_CLIENT', 'GPMI_CLIENT', 'TRAJECTORY_CLIENT', 'JOBSEEKER', 'REFERRAL_PARTY', 'ACCEPTED_REFERRAL');

-- CreateEnum
CREATE TYPE "directory"."sex" AS ENUM ('FEMALE', 'MALE', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "directory"."labour_market_access" AS ENUM ('UNLIMITED', 'LIMITED', 'NONE');

-- CreateEnum
CREATE TYPE "incentive"."outcome" AS ENUM ('ELIGIBLE', 'NOT_ELIGIBLE', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "incentive"."assessment_state" AS ENUM ('OPEN', 'DECIDED', 'CLOSED');

-- CreateEnum
CREATE TYPE "incentive"."decision_kind" AS ENUM ('GRANTED', 'REFUSED');

-- CreateEnum
CREATE TYPE "incentive"."decision_state" AS ENUM ('IN_FORCE', 'REVOKED', 'SUPERSEDED');

-- CreateEnum
CREATE TYPE "integration"."target_group_type" AS ENUM ('OBLIGED', 'ENTITLED', 'MINOR');

-- CreateEnum
CREATE TYPE "integration"."trajectory_kind" AS ENUM ('OBLIGED', 'ENTITLED', 'DUTCH_ONLY', 'GUIDANCE');

-- CreateEnum
CREATE TYPE "integration"."trajectory_status" AS ENUM ('ACTIVE', 'ON_HOLD', 'ENDED');

-- CreateEnum
CREATE TYPE "integration"."contract_regime" AS ENUM ('BEFORE_MARCH_2022', 'SINCE_MARCH_2022', 'SINCE_SEPTEMBER_2023');

-- CreateEnum
CREATE TYPE "integration"."language_mode" AS ENUM ('ORAL', 'WRITTEN');

-- CreateEnum
CREATE TYPE "integration"."cefr_level" AS ENUM ('A0', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2');

-- CreateEnum
CREATE TYPE "integration"."certificate_kind" AS ENUM ('INTEGRATION', 'EFFORT_STATEMENT');

-- CreateEnum
CREATE TYPE "local"."gpmi_type" AS ENUM ('EMPLOYMENT', 'TRAINING', 'STUDY', 'SOCIAL_INTEGRATION');

-- CreateEnum
CREATE TYPE "local"."gpmi_objective_kind" AS ENUM ('DUTCH', 'SOCIAL_ORIENTATION', 'WORK', 'OTHER');

-- CreateEnum
CREATE TYPE "local"."living_wage_category" AS ENUM ('COHABITING', 'SINGLE', 'FAMILY');

-- CreateEnum
CREATE TYPE "referral"."state" AS ENUM ('DRAFT', 'SENT', 'RECEIVED', 'INFO_REQUESTED', 'REJECTED', 'REROUTED', 'ACCEPTED', 'SCHEDULED', 'NO_SHOW', 'STARTED', 'ON_HOLD', 'COMPLETED', 'STOPPED', 'CLOSED_NOT_REACHED', 'CANCELLED', 'WITHDRAWN', 'EXPIRED', 'ENTERED_IN_ERROR');

-- CreateEnum
CREATE TYPE "work"."jobseeker_category" AS ENUM ('BENEFIT_APPLICANT', 'VOCATIONAL_WAITING_TIME', 'FREELY_REGISTERED', 'CHARGED_TO_OCMW', 'EXCLUDED_FROM_BENEFIT', 'WORKING');

-- CreateEnum
CREATE TYPE "work"."mediation_status" AS ENUM ('IN_MEDIATION', 'IN_TRAINING', 'NOT_EMPLOYABLE_LONG_TERM');

-- CreateTable
CREATE TABLE "audit"."use_set" (
    "id" BIGSERIAL NOT NULL,
    "xid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "digest" BYTEA NOT NULL,
    "recipient" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "protocols" JSONB NOT NULL,
    "coordinates" JSONB NOT NULL,
    "conditions" TEXT[],

    CONSTRAINT "use_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit"."data_use" (
    "id" BIGSERIAL NOT NULL,
    "xid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "operation_id" UUID NOT NULL,
    "trace_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "organisation_id" INTEGER,
    "consumer" TEXT NOT NULL,
    "user_ref" TEXT,
    "use_set_id" BIGINT NOT NULL,
    "persons" UUID[],
    "open" INTEGER[],

    CONSTRAINT "data_use_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit"."access_log" (
    "id" BIGSERIAL NOT NULL,
    "xid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "operation_id" UUID NOT NULL,
    "trace_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "organisation_id" INTEGER,
    "consumer" TEXT,
    "user_ref" TEXT,
    "operation_hash" BYTEA,
    "contract" TEXT,
    "decision" TEXT NOT NULL,
    "code" TEXT,
    "policy_version" TEXT,

    CONSTRAINT "access_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit"."event" (
    "id" BIGSERIAL NOT NULL,
    "xid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit"."batch" (
    "number" INTEGER NOT NULL,
    "checkpoint" TEXT NOT NULL,
    "snapshot" TEXT NOT NULL,
    "server" TEXT NOT NULL,
    "floor" BIGINT[],

    CONSTRAINT "batch_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit"."batch_leaves" (
    "number" INTEGER NOT NULL,
    "leaves" BYTEA NOT NULL,

    CONSTRAINT "batch_leaves_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit"."tombstone" (
    "number" INTEGER NOT NULL,
    "tombstone" TEXT NOT NULL,

    CONSTRAINT "tombstone_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit"."person_use" (
    "person" UUID NOT NULL,
    "batch" INTEGER NOT NULL,
    "uses" BIGINT[],

    CONSTRAINT "person_use_pkey" PRIMARY KEY ("person","batch")
);

-- CreateTable
CREATE TABLE "directory"."municipality" (
    "nis_code" CHAR(5) NOT NULL,
    "name" TEXT NOT NULL,
    "province" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "successor_code" CHAR(5),

    CONSTRAINT "municipality_pkey" PRIMARY KEY ("nis_code")
);

-- CreateTable
CREATE TABLE "directory"."organisation" (
    "id" INTEGER NOT NULL,
    "kind" "directory"."organisation_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "nis_code" CHAR(5),
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "successor_id" INTEGER,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."organisation_code" (
    "scheme" "directory"."organisation_code_scheme" NOT NULL,
    "code" TEXT NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "placeholder" BOOLEAN NOT NULL,

    CONSTRAINT "organisation_code_pkey" PRIMARY KEY ("scheme","code")
);

-- CreateTable
CREATE TABLE "directory"."person" (
    "id" UUID NOT NULL,
    "integration_id" UUID NOT NULL,
    "work_id" UUID NOT NULL,
    "local_id" UUID NOT NULL,
    "evidence_ref" UUID NOT NULL,
    "family_name" TEXT,
    "given_names" TEXT,
    "birth_date" DATE,
    "sex" "directory"."sex" NOT NULL DEFAULT 'UNKNOWN',
    "nationality" CHAR(2),
    "country_of_birth" CHAR(2),
    "deceased_on" DATE,
    "first_registered_on" DATE,
    "contact_language" CHAR(3),
    "interpreter_needed" BOOLEAN,
    "phone" TEXT,
    "email" TEXT,
    "contact_as_of" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."merged_person" (
    "evidence_ref" UUID NOT NULL,
    "integration_id" UUID NOT NULL,
    "work_id" UUID NOT NULL,
    "local_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "merged_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "merged_person_pkey" PRIMARY KEY ("evidence_ref")
);

-- CreateTable
CREATE TABLE "directory"."person_number" (
    "insz_hash" BYTEA NOT NULL,
    "insz_encrypted" BYTEA NOT NULL,
    "person_id" UUID NOT NULL,
    "current" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "person_number_pkey" PRIMARY KEY ("insz_hash")
);

-- CreateTable
CREATE TABLE "directory"."residence" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "nis_code" CHAR(5),
    "municipality" TEXT,
    "postal_code" TEXT,
    "street" TEXT,
    "house_number" TEXT,
    "box_number" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "residence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."residence_title" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "card_type" TEXT,
    "labour_market_access" "directory"."labour_market_access",
    "asylum_state" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "residence_title_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."relationship" (
    "id" BIGSERIAL NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "newcomer_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "evidence_ref" UUID NOT NULL,
    "capacity" "directory"."capacity" NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,

    CONSTRAINT "relationship_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."idempotency_key" (
    "organisation_id" INTEGER NOT NULL,
    "consumer" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "outcome" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("organisation_id","consumer","key")
);

-- CreateTable
CREATE TABLE "directory"."consent" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "given_how" TEXT NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."delivery" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "records" INTEGER NOT NULL DEFAULT 0,
    "applied" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."refusal" (
    "id" BIGSERIAL NOT NULL,
    "delivery_id" BIGINT NOT NULL,
    "record" INTEGER NOT NULL,
    "record_type" TEXT,
    "field" TEXT,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "refusal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."registered_operation" (
    "consumer" TEXT NOT NULL,
    "contract" TEXT NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "name" TEXT,
    "document" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "registered_operation_pkey" PRIMARY KEY ("consumer","contract","hash")
);

-- CreateTable
CREATE TABLE "directory"."consumer_setting" (
    "consumer" TEXT NOT NULL,
    "registered_only" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "consumer_setting_pkey" PRIMARY KEY ("consumer")
);

-- CreateTable
CREATE TABLE "incentive"."rule_version" (
    "id" SERIAL NOT NULL,
    "digest" BYTEA NOT NULL,
    "incentive" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "rule_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incentive"."assessment" (
    "id" UUID NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "person_id" UUID NOT NULL,
    "incentive" TEXT NOT NULL,
    "contract" TEXT NOT NULL,
    "rule_version_id" INTEGER NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "as_of" DATE,
    "outcome" "incentive"."outcome" NOT NULL,
    "requirements" TEXT[],
    "facts_sealed" TEXT NOT NULL,
    "state" "incentive"."assessment_state" NOT NULL DEFAULT 'OPEN',
    "version" INTEGER NOT NULL DEFAULT 1,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "looked_on" DATE NOT NULL,
    "look_again" BOOLEAN NOT NULL DEFAULT false,
    "marked_at" TIMESTAMPTZ,
    "open_key" TEXT,

    CONSTRAINT "assessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incentive"."decision" (
    "id" UUID NOT NULL,
    "assessment_id" UUID NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "person_id" UUID NOT NULL,
    "incentive" TEXT NOT NULL,
    "rule_version_id" INTEGER NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "as_of" DATE NOT NULL,
    "outcome" "incentive"."outcome" NOT NULL,
    "requirements" TEXT[],
    "facts_sealed" TEXT NOT NULL,
    "kind" "incentive"."decision_kind" NOT NULL,
    "reason" TEXT NOT NULL,
    "confirmed" TEXT[],
    "decided_at" TIMESTAMPTZ NOT NULL,
    "decided_by" TEXT NOT NULL,
    "state" "incentive"."decision_state" NOT NULL DEFAULT 'IN_FORCE',
    "version" INTEGER NOT NULL DEFAULT 1,
    "ended_at" TIMESTAMPTZ,
    "ended_by" TEXT,
    "end_reason" TEXT,
    "supersedes_id" UUID,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incentive"."fact" (
    "id" BIGSERIAL NOT NULL,
    "assessment_id" UUID,
    "decision_id" UUID,
    "place" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT,
    "state" TEXT NOT NULL,
    "as_of" DATE,

    CONSTRAINT "fact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."target_group" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "member" BOOLEAN NOT NULL,
    "type" "integration"."target_group_type",
    "subtype" TEXT,
    "reason_not_member" TEXT,
    "exempted" BOOLEAN NOT NULL DEFAULT false,
    "exemption_reason" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "target_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."registration" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "registered_on" DATE NOT NULL,
    "repeated" BOOLEAN NOT NULL,
    "reason_code" TEXT,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "registration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."contract" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "signed_on" DATE NOT NULL,
    "regime" "integration"."contract_regime" NOT NULL,
    "social_orientation" BOOLEAN NOT NULL,
    "dutch" BOOLEAN NOT NULL,
    "work" BOOLEAN NOT NULL,
    "participation" BOOLEAN NOT NULL DEFAULT false,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "contract_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."signature_postponement" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "reason_code" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "signature_postponement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."trajectory" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" "integration"."trajectory_kind" NOT NULL,
    "status" "integration"."trajectory_status",
    "stop_reason" TEXT,
    "organisation_id" INTEGER,
    "counsellor_name" TEXT,
    "counsellor_unit" TEXT,
    "weekly_hours" INTEGER,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "trajectory_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."social_orientation" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "started_on" DATE NOT NULL,
    "attendance_percent" INTEGER,
    "test_score" INTEGER,
    "passed" BOOLEAN,
    "passed_on" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "social_orientation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."dutch_intake" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "held_on" DATE NOT NULL,
    "learning_ability" INTEGER,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "dutch_intake_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."dutch_course" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "school" TEXT,
    "school_number" TEXT,
    "provider_type" TEXT,
    "module" TEXT,
    "level" "integration"."cefr_level",
    "dayparts" TEXT[],
    "weekly_hours" INTEGER,
    "attendance_percent" INTEGER,
    "status" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "dutch_course_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."dutch_level" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "mode" "integration"."language_mode" NOT NULL,
    "level" "integration"."cefr_level" NOT NULL,
    "reached_on" DATE NOT NULL,
    "test_score" INTEGER,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "dutch_level_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."known_language" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "language" CHAR(3) NOT NULL,
    "knowledge" TEXT,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "known_language_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."participation" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "activity_type" TEXT,
    "host_name" TEXT,
    "host_nis_code" CHAR(5),
    "hours" INTEGER NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "participation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."certificate" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" "integration"."certificate_kind" NOT NULL,
    "model_code" TEXT,
    "issued_on" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "certificate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."infringement" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "type_code" TEXT NOT NULL,
    "established_on" DATE NOT NULL,
    "authority" TEXT,
    "fine_cents" INTEGER,
    "fine_paid_on" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "infringement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."fee" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "amount_cents" INTEGER NOT NULL,
    "exemption_ground" TEXT,
    "due_on" DATE NOT NULL,
    "paid_on" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "fee_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration"."background" (
    "person_id" UUID NOT NULL,
    "literate_latin_script" BOOLEAN,
    "foreign_diploma_level" TEXT,
    "diploma_recognition" TEXT,
    "foreign_work_years" INTEGER,
    "foreign_work_sector" TEXT,
    "labour_market_advice" TEXT,
    "childcare_obstacle" BOOLEAN,
    "lesson_intensity" INTEGER,
    "lesson_dayparts" TEXT[],
    "fee_is_barrier" BOOLEAN,
    "housing_language_duty" BOOLEAN,
    "housing_language_met" BOOLEAN,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "background_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "integration"."dossier" (
    "person_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "dossier_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "local"."living_wage" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "organisation_id" INTEGER,
    "equivalent" BOOLEAN NOT NULL DEFAULT false,
    "category" "local"."living_wage_category",
    "amount_cents" INTEGER,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "living_wage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."household" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "size" INTEGER NOT NULL,
    "children_under_12" INTEGER NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "household_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."gpmi" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "type" "local"."gpmi_type" NOT NULL,
    "agency_is_party" BOOLEAN NOT NULL DEFAULT false,
    "health_or_equity_exception" BOOLEAN NOT NULL DEFAULT false,
    "suspended_from" DATE,
    "suspended_until" DATE,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "gpmi_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."gpmi_objective" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" "local"."gpmi_objective_kind" NOT NULL,
    "level" TEXT,
    "mode" TEXT,
    "note" TEXT,
    "agreed_on" DATE NOT NULL,
    "due_on" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "gpmi_objective_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."gpmi_evaluation" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "planned_on" DATE NOT NULL,
    "held_on" DATE,
    "verdict" TEXT,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "gpmi_evaluation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."article60_contract" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "article60_contract_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."debt_mediation" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "debt_mediation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."social_tenancy" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "tenant" BOOLEAN NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "social_tenancy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."social_statute" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "applies" BOOLEAN NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "social_statute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."dossier" (
    "person_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "dossier_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "referral"."referral" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "sender_id" INTEGER NOT NULL,
    "receiver_id" INTEGER NOT NULL,
    "sender_kind" "directory"."organisation_kind" NOT NULL,
    "receiver_kind" "directory"."organisation_kind" NOT NULL,
    "state" "referral"."state" NOT NULL,
    "version" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "agreement" TEXT,
    "explanation" TEXT,
    "question" TEXT,
    "answer" TEXT,
    "appointment_at" TIMESTAMPTZ,
    "no_shows" INTEGER NOT NULL DEFAULT 0,
    "started" BOOLEAN NOT NULL DEFAULT false,
    "code" TEXT,
    "outcome" TEXT,
    "contact_name" TEXT,
    "contact_phone" TEXT,
    "contact_email" TEXT,
    "open_key" TEXT,
    "replaces_id" UUID,
    "created_at" TIMESTAMPTZ NOT NULL,
    "sent_at" TIMESTAMPTZ,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "deadline" TEXT,
    "due_at" TIMESTAMPTZ,
    "escalated_at" TIMESTAMPTZ,

    CONSTRAINT "referral_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "referral"."event" (
    "referral_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "organisation_id" INTEGER,
    "user_ref" TEXT,
    "act" TEXT NOT NULL,
    "state" "referral"."state" NOT NULL,
    "code" TEXT,

    CONSTRAINT "event_pkey" PRIMARY KEY ("referral_id","version")
);

-- CreateTable
CREATE TABLE "statistics"."release" (
    "id" SERIAL NOT NULL,
    "table_name" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "as_of" DATE NOT NULL,
    "method" JSONB NOT NULL,
    "seed" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "utility" JSONB NOT NULL,
    "audit" JSONB NOT NULL,
    "digest" BYTEA NOT NULL,
    "reason" TEXT,
    "computed_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statistics"."cell" (
    "release_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "by" TEXT[],
    "at" JSONB NOT NULL,
    "measure" TEXT NOT NULL,
    "value" INTEGER,

    CONSTRAINT "cell_pkey" PRIMARY KEY ("release_id","position")
);

-- CreateTable
CREATE TABLE "work"."jobseeker_registration" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "registered_on" DATE NOT NULL,
    "category" "work"."jobseeker_category" NOT NULL,
    "category_code" TEXT,
    "mediation_status" "work"."mediation_status",
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "jobseeker_registration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work"."benefit_right" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "daily_amount_cents" INTEGER,
    "days_paid" INTEGER,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "benefit_right_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work"."availability_exemption" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "reason_code" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "availability_exemption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work"."employment" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "declaration" TEXT NOT NULL,
    "employer_kbo" CHAR(10),
    "monthly_wage_cents" INTEGER,
    "cancelled" BOOLEAN NOT NULL DEFAULT false,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "employment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work"."vocational_training" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "title" TEXT,
    "agreed" BOOLEAN NOT NULL DEFAULT true,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "vocational_training_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work"."control_transmission" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "transmitted_on" DATE NOT NULL,
    "reason_code" TEXT,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "control_transmission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work"."jobseeker_profile" (
    "person_id" UUID NOT NULL,
    "job_goal" TEXT,
    "competences" TEXT[],
    "writing_required" BOOLEAN,
    "medical_indication" BOOLEAN,
    "driving_licence" TEXT,
    "max_travel_minutes" INTEGER,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "jobseeker_profile_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "work"."dossier" (
    "person_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "dossier_pkey" PRIMARY KEY ("person_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "use_set_digest_key" ON "audit"."use_set"("digest");

-- CreateIndex
CREATE INDEX "data_use_at_idx" ON "audit"."data_use" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "data_use_xid_idx" ON "audit"."data_use" USING BRIN ("xid");

-- CreateIndex
CREATE INDEX "access_log_operation_id_idx" ON "audit"."access_log"("operation_id");

-- CreateIndex
CREATE INDEX "access_log_xid_idx" ON "audit"."access_log" USING BRIN ("xid");

-- CreateIndex
CREATE INDEX "person_use_batch_idx" ON "audit"."person_use" USING BRIN ("batch");

-- CreateIndex
CREATE INDEX "organisation_nis_code_idx" ON "directory"."organisation"("nis_code");

-- CreateIndex
CREATE INDEX "organisation_code_organisation_id_idx" ON "directory"."organisation_code"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_integration_id_key" ON "directory"."person"("integration_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_work_id_key" ON "directory"."person"("work_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_local_id_key" ON "directory"."person"("local_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_evidence_ref_key" ON "directory"."person"("evidence_ref");

-- CreateIndex
CREATE UNIQUE INDEX "merged_person_integration_id_key" ON "directory"."merged_person"("integration_id");

-- CreateIndex
CREATE UNIQUE INDEX "merged_person_work_id_key" ON "directory"."merged_person"("work_id");

-- CreateIndex
CREATE UNIQUE INDEX "merged_person_local_id_key" ON "directory"."merged_person"("local_id");

-- CreateIndex
CREATE INDEX "merged_person_person_id_idx" ON "directory"."merged_person"("person_id");

-- CreateIndex
CREATE INDEX "person_number_person_id_idx" ON "directory"."person_number"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "residence_person_id_valid_from_key" ON "directory"."residence"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "residence_title_person_id_valid_from_key" ON "directory"."residence_title"("person_id", "valid_from");

-- CreateIndex
CREATE INDEX "relationship_person_id_organisation_id_idx" ON "directory"."relationship"("person_id", "organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "relationship_scope_key" ON "directory"."relationship"("organisation_id", "newcomer_id", "capacity", "valid_from", "source", "valid_until", "person_id", "evidence_ref");

-- CreateIndex
CREATE INDEX "idempotency_key_at_idx" ON "directory"."idempotency_key"("at");

-- CreateIndex
CREATE UNIQUE INDEX "consent_person_id_purpose_recipient_valid_from_key" ON "directory"."consent"("person_id", "purpose", "recipient", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_source_reference_key" ON "directory"."delivery"("source", "reference");

-- CreateIndex
CREATE INDEX "refusal_delivery_id_idx" ON "directory"."refusal"("delivery_id");

-- CreateIndex
CREATE UNIQUE INDEX "rule_version_digest_key" ON "incentive"."rule_version"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "assessment_open_key_key" ON "incentive"."assessment"("open_key");

-- CreateIndex
CREATE INDEX "assessment_person_id_idx" ON "incentive"."assessment"("person_id");

-- CreateIndex
CREATE INDEX "assessment_organisation_id_state_marked_at_idx" ON "incentive"."assessment"("organisation_id", "state", "marked_at");

-- CreateIndex
CREATE INDEX "assessment_state_looked_on_idx" ON "incentive"."assessment"("state", "looked_on");

-- CreateIndex
CREATE INDEX "assessment_look_again_idx" ON "incentive"."assessment"("look_again");

-- CreateIndex
CREATE UNIQUE INDEX "decision_supersedes_id_key" ON "incentive"."decision"("supersedes_id");

-- CreateIndex
CREATE INDEX "decision_person_id_idx" ON "incentive"."decision"("person_id");

-- CreateIndex
CREATE INDEX "decision_organisation_id_decided_at_idx" ON "incentive"."decision"("organisation_id", "decided_at");

-- CreateIndex
CREATE INDEX "decision_assessment_id_idx" ON "incentive"."decision"("assessment_id");

-- CreateIndex
CREATE INDEX "fact_assessment_id_idx" ON "incentive"."fact"("assessment_id");

-- CreateIndex
CREATE INDEX "fact_decision_id_idx" ON "incentive"."fact"("decision_id");

-- CreateIndex
CREATE UNIQUE INDEX "target_group_person_id_valid_from_key" ON "integration"."target_group"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "registration_person_id_registered_on_key" ON "integration"."registration"("person_id", "registered_on");

-- CreateIndex
CREATE UNIQUE INDEX "contract_person_id_signed_on_key" ON "integration"."contract"("person_id", "signed_on");

-- CreateIndex
CREATE UNIQUE INDEX "signature_postponement_person_id_valid_from_key" ON "integration"."signature_postponement"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "trajectory_person_id_kind_valid_from_key" ON "integration"."trajectory"("person_id", "kind", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "social_orientation_person_id_started_on_key" ON "integration"."social_orientation"("person_id", "started_on");

-- CreateIndex
CREATE UNIQUE INDEX "dutch_intake_person_id_held_on_key" ON "integration"."dutch_intake"("person_id", "held_on");

-- CreateIndex
CREATE INDEX "dutch_course_person_id_idx" ON "integration"."dutch_course"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "dutch_level_person_id_mode_level_key" ON "integration"."dutch_level"("person_id", "mode", "level");

-- CreateIndex
CREATE UNIQUE INDEX "known_language_person_id_language_key" ON "integration"."known_language"("person_id", "language");

-- CreateIndex
CREATE UNIQUE INDEX "participation_person_id_valid_from_key" ON "integration"."participation"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_person_id_kind_issued_on_key" ON "integration"."certificate"("person_id", "kind", "issued_on");

-- CreateIndex
CREATE UNIQUE INDEX "infringement_person_id_type_code_established_on_key" ON "integration"."infringement"("person_id", "type_code", "established_on");

-- CreateIndex
CREATE UNIQUE INDEX "fee_person_id_item_due_on_key" ON "integration"."fee"("person_id", "item", "due_on");

-- CreateIndex
CREATE UNIQUE INDEX "living_wage_person_id_valid_from_key" ON "local"."living_wage"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "household_person_id_valid_from_key" ON "local"."household"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "gpmi_person_id_valid_from_key" ON "local"."gpmi"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "gpmi_objective_person_id_kind_agreed_on_key" ON "local"."gpmi_objective"("person_id", "kind", "agreed_on");

-- CreateIndex
CREATE UNIQUE INDEX "gpmi_evaluation_person_id_planned_on_key" ON "local"."gpmi_evaluation"("person_id", "planned_on");

-- CreateIndex
CREATE UNIQUE INDEX "article60_contract_person_id_valid_from_key" ON "local"."article60_contract"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "debt_mediation_person_id_valid_from_key" ON "local"."debt_mediation"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "social_tenancy_person_id_valid_from_key" ON "local"."social_tenancy"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "social_statute_person_id_name_valid_from_key" ON "local"."social_statute"("person_id", "name", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "referral_open_key_key" ON "referral"."referral"("open_key");

-- CreateIndex
CREATE UNIQUE INDEX "referral_replaces_id_key" ON "referral"."referral"("replaces_id");

-- CreateIndex
CREATE INDEX "referral_person_id_idx" ON "referral"."referral"("person_id");

-- CreateIndex
CREATE INDEX "referral_sender_id_changed_at_idx" ON "referral"."referral"("sender_id", "changed_at");

-- CreateIndex
CREATE INDEX "referral_receiver_id_changed_at_idx" ON "referral"."referral"("receiver_id", "changed_at");

-- CreateIndex
CREATE INDEX "referral_due_at_idx" ON "referral"."referral"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "release_table_name_period_version_key" ON "statistics"."release"("table_name", "period", "version");

-- CreateIndex
CREATE INDEX "cell_release_id_by_idx" ON "statistics"."cell"("release_id", "by");

-- CreateIndex
CREATE UNIQUE INDEX "jobseeker_registration_person_id_valid_from_key" ON "work"."jobseeker_registration"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "benefit_right_person_id_valid_from_key" ON "work"."benefit_right"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "availability_exemption_person_id_valid_from_key" ON "work"."availability_exemption"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "employment_person_id_declaration_key" ON "work"."employment"("person_id", "declaration");

-- CreateIndex
CREATE UNIQUE INDEX "vocational_training_person_id_valid_from_key" ON "work"."vocational_training"("person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "control_transmission_person_id_transmitted_on_key" ON "work"."control_transmission"("person_id", "transmitted_on");

-- AddForeignKey
ALTER TABLE "directory"."organisation_code" ADD CONSTRAINT "organisation_code_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "directory"."organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory"."refusal" ADD CONSTRAINT "refusal_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "directory"."delivery"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incentive"."fact" ADD CONSTRAINT "fact_assessment_id_fkey" FOREIGN KEY ("assessment_id") REFERENCES "incentive"."assessment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incentive"."fact" ADD CONSTRAINT "fact_decision_id_fkey" FOREIGN KEY ("decision_id") REFERENCES "incentive"."decision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "referral"."event" ADD CONSTRAINT "event_referral_id_fkey" FOREIGN KEY ("referral_id") REFERENCES "referral"."referral"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statistics"."cell" ADD CONSTRAINT "cell_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "statistics"."release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Written by hand, below what Prisma writes in the first migration: what a Prisma schema cannot say.
-- The roles exist before any migration runs (src/database/roles.ts).

-- Fact sheets: what holds of a person on a day, worked out beforehand (src/facts). One column for each value that a domain lists on its
-- sheet; null is an answer. The day is -infinity once something that the values rest on has changed. Prisma does not know these tables.
CREATE TABLE directory.fact_sheet (person_id uuid NOT NULL, day date NOT NULL,
  under_twenty_five boolean, working_age boolean, age_band text, nationality_group text, labour_market_access text, permit_valid_three_months boolean,
  family_name text, given_names text, birth_date date, sex directory.sex, nationality char(2), country_of_birth char(2), first_registered_on date,
  contact_language char(3), interpreter_needed boolean,
  municipality_valid_from date, municipality_nis_code char(5), municipality_name text,
  residence_title_valid_from date, residence_title_valid_until date, residence_title_card_type text);
CREATE TABLE integration.fact_sheet (person_id uuid NOT NULL, day date NOT NULL,
  integration_as_of date, target_group_member boolean, entitled boolean, entitled_not_started boolean, entitled_not_started_one_year boolean, contract_signed boolean, work_track_included boolean,
  must_register_within_60_days boolean, sixty_day_timer_running boolean, trajectory_continuity text, trajectory_active boolean, social_orientation_passed boolean,
  orientation_course_finished boolean, participation_hours integer, reached_oral_a2 boolean, reached_written_a2 boolean, oral_level_band text, level_in_progress text,
  follows_course_to_a2 boolean, needs_oral_approach boolean, b1_deadline date, has_certificate boolean, track_fulfilled boolean, needs_childcare boolean,
  target_group_valid_from date, target_group_type integration.target_group_type, target_group_subtype text,
  dutch_course_valid_from date[], dutch_course_valid_until date[], dutch_course_level integration.cefr_level[]);
CREATE TABLE work.fact_sheet (person_id uuid NOT NULL, day date NOT NULL,
  work_as_of date, jobseeker_registered boolean, registered_within_60_days boolean, jobseeker_category_group text, benefit_entitled boolean, benefit_ends_within_3_months boolean,
  in_mediation boolean, in_training boolean, follows_agreed_training boolean, training_end_month text, employed boolean);
CREATE TABLE local.fact_sheet (person_id uuid NOT NULL, day date NOT NULL,
  local_as_of date, receives_living_wage boolean, charged_to_ocmw boolean, gpmi_exists boolean, gpmi_work_oriented boolean, next_evaluation_month text, article60_contract boolean,
  article60_end_month text, housing_language_duty boolean, household_size_band text, has_children_under_12 boolean, increased_reimbursement boolean);

-- A person's sheet is read from its index alone, which has room for 32 columns: the integration sheet is full. Which ones are out of use is found by
-- the smaller index.
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT table_schema AS domain, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS facts
    FROM information_schema.columns WHERE table_name = 'fact_sheet' AND column_name <> 'person_id' GROUP BY table_schema LOOP
    EXECUTE format('ALTER TABLE %1$I.fact_sheet ADD PRIMARY KEY (person_id) INCLUDE (%2$s)', found.domain, found.facts);
    EXECUTE format('CREATE INDEX fact_sheet_outdated ON %1$I.fact_sheet (person_id) WHERE day = ''-infinity''', found.domain);
  END LOOP;
END $$;

-- The application reads and writes the domains.
GRANT USAGE ON SCHEMA directory, integration, work, local, referral, incentive TO doorstroom_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA directory, integration, work, local, referral, incentive TO doorstroom_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA directory, integration, work, local, referral, incentive TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA directory, integration, work, local, referral, incentive
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA directory, integration, work, local, referral, incentive
  GRANT USAGE, SELECT ON SEQUENCES TO doorstroom_app;

-- Proof of use grows and never changes. The application adds evidence, by column: id, transaction and time of a proof are the database's own.
GRANT USAGE ON SCHEMA audit TO doorstroom_app, doorstroom_sealer;
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO doorstroom_app, doorstroom_sealer;
GRANT INSERT (digest, recipient, purpose, protocols, coordinates, conditions) ON audit.use_set TO doorstroom_app;
GRANT INSERT (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open) ON audit.data_use TO doorstroom_app;
GRANT INSERT (operation_id, trace_id, at, organisation_id, consumer, user_ref, operation_hash, contract, decision, code, policy_version)
  ON audit.access_log TO doorstroom_app;
GRANT INSERT (kind, actor, subject, detail) ON audit.event TO doorstroom_app;
GRANT USAGE ON SEQUENCE audit.use_set_id_seq, audit.data_use_id_seq, audit.access_log_id_seq, audit.event_id_seq TO doorstroom_app;
-- The sealer adds seals and the index by person, and cannot write evidence.
GRANT INSERT ON audit.batch, audit.batch_leaves, audit.person_use TO doorstroom_sealer;

-- Who may be asked about is carried in the leaves of the key by which they are found, so that one index is all that a question looks at.
DROP INDEX directory.relationship_scope_key;
CREATE UNIQUE INDEX relationship_scope_key ON directory.relationship (organisation_id, newcomer_id, capacity, valid_from, source)
  INCLUDE (valid_until, person_id, evidence_ref);

-- Facts on a sheet are those of a day. Whoever changes a row that they rest on, by whatever way, takes the person's sheet out of use in the
-- same transaction. The lock that this leaves on the sheets until its end is what the working out of facts waits for (src/facts/work-out.ts).
DO $$
DECLARE
  found record;
  event record;
BEGIN
  -- A sheet rests on all tables about persons of its domain; of the directory's on four, and of other domains' on those that facts name.
  FOR found IN SELECT DISTINCT table_schema AS sheet, table_schema AS domain, table_name AS name, 'SELECT person_id FROM changed' AS persons
      FROM information_schema.columns WHERE table_schema IN ('integration', 'work', 'local') AND column_name = 'person_id' AND table_name <> 'fact_sheet'
    UNION ALL VALUES ('directory', 'directory', 'person', 'SELECT id FROM changed'), ('directory', 'directory', 'residence', 'SELECT person_id FROM changed'),
      ('directory', 'directory', 'residence_title', 'SELECT person_id FROM changed'),
      ('directory', 'directory', 'municipality', 'SELECT home.person_id FROM directory.residence home LEFT JOIN directory.municipality own USING (nis_code)
        WHERE home.nis_code IN (SELECT nis_code FROM changed) OR own.successor_code IN (SELECT nis_code FROM changed)'),
      ('integration', 'directory', 'person', 'SELECT id FROM changed'), ('work', 'integration', 'contract', 'SELECT person_id FROM changed') LOOP
    EXECUTE format('CREATE FUNCTION %1$I.outdate_facts_by_%2$s() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $f$
      BEGIN
        UPDATE %1$I.fact_sheet SET day = ''-infinity'' WHERE day <> ''-infinity'' AND person_id IN (%3$s);
        RETURN NULL;
      END $f$', found.sheet, found.name, found.persons);
    FOR event IN SELECT * FROM (VALUES ('added', 'INSERT', 'NEW'), ('now', 'UPDATE', 'NEW'), ('before', 'UPDATE', 'OLD'), ('gone', 'DELETE', 'OLD')) e (suffix, kind, side) LOOP
      EXECUTE format('CREATE TRIGGER outdate_facts_of_%1$s_%4$s AFTER %5$s ON %2$I.%3$I REFERENCING %6$s TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION %1$I.outdate_facts_by_%3$s()', found.sheet, found.domain, found.name, event.suffix, event.kind, event.side);
    END LOOP;
    EXECUTE format('CREATE FUNCTION %1$I.forget_facts_with_%2$s() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $f$
      BEGIN TRUNCATE %1$I.fact_sheet; RETURN NULL; END $f$', found.sheet, found.name);
    EXECUTE format('CREATE TRIGGER forget_facts_of_%1$s AFTER TRUNCATE ON %2$I.%3$I
      FOR EACH STATEMENT EXECUTE FUNCTION %1$I.forget_facts_with_%3$s()', found.sheet, found.domain, found.name);
  END LOOP;
END $$;

-- New block ranges are summarised as they fill, so that the sealer reads only what is new.
ALTER INDEX audit.data_use_xid_idx SET (autosummarize = on);
ALTER INDEX audit.access_log_xid_idx SET (autosummarize = on);

-- Nobody changes evidence, the owner included; retention alone deletes, and says so in its transaction.
CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('doorstroom.retention', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'evidence in audit.% does not change', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- A change of a protected table by anyone but the application leaves a row.
CREATE FUNCTION audit.note_direct_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO audit.event (kind, actor, subject, detail)
  VALUES ('DIRECT_CHANGE', session_user, TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, TG_OP);
  RETURN NULL;
END $$;

DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('directory', 'integration', 'work', 'local', 'referral', 'incentive') LOOP
    -- What a trigger does to a fact sheet follows from a change that is noted itself.
    EXECUTE format('CREATE TRIGGER note_direct_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I.%I
      FOR EACH STATEMENT WHEN (current_user <> ''doorstroom_app'' AND pg_trigger_depth() = 0) EXECUTE FUNCTION audit.note_direct_change()', found.schemaname, found.tablename);
  END LOOP;
  FOR found IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'audit' LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I.%I
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', found.schemaname, found.tablename);
  END LOOP;
END $$;

-- Figures are added by the role that computes them, and never change: a correction is another version.
GRANT USAGE ON SCHEMA statistics TO doorstroom_app, doorstroom_statistics;
GRANT SELECT ON ALL TABLES IN SCHEMA statistics TO doorstroom_app, doorstroom_statistics;
GRANT INSERT (table_name, period, version, as_of, method, seed, definition, utility, audit, digest, reason) ON statistics.release TO doorstroom_statistics;
GRANT INSERT ON statistics.cell TO doorstroom_statistics;
GRANT USAGE ON SEQUENCE statistics.release_id_seq TO doorstroom_statistics;

CREATE FUNCTION statistics.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'figures in statistics.% do not change: release a new version', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON statistics.release
  FOR EACH STATEMENT EXECUTE FUNCTION statistics.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON statistics.cell
  FOR EACH STATEMENT EXECUTE FUNCTION statistics.refuse_change();

-- Cells are added in the transaction of their release: a finished one does not grow.
CREATE FUNCTION statistics.refuse_later_cells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added a JOIN statistics.release r ON r.id = a.release_id WHERE r.xmin::text <> (pg_current_xact_id()::xid)::text) THEN
    RAISE EXCEPTION 'the release is finished: release a new version' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refuse_later_cells AFTER INSERT ON statistics.cell
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statistics.refuse_later_cells();

-- Counting reads what the tables of the catalogue count by: no names, numbers, contacts, addresses or free text.
GRANT USAGE ON SCHEMA directory, integration, work, local, referral, incentive TO doorstroom_statistics;
GRANT SELECT ON directory.municipality TO doorstroom_statistics;
GRANT SELECT (id, kind) ON directory.organisation TO doorstroom_statistics;
GRANT SELECT (person_id, organisation_id, capacity, valid_from) ON directory.relationship TO doorstroom_statistics;
GRANT SELECT (id, birth_date, first_registered_on) ON directory.person TO doorstroom_statistics;
GRANT SELECT (person_id, nis_code, valid_from, valid_until) ON directory.residence TO doorstroom_statistics;
GRANT SELECT (person_id, member, type, valid_from, valid_until) ON integration.target_group TO doorstroom_statistics;
GRANT SELECT (person_id, registered_on) ON integration.registration TO doorstroom_statistics;
GRANT SELECT (person_id, signed_on) ON integration.contract TO doorstroom_statistics;
GRANT SELECT (person_id, passed, passed_on) ON integration.social_orientation TO doorstroom_statistics;
GRANT SELECT (person_id, level, reached_on) ON integration.dutch_level TO doorstroom_statistics;
GRANT SELECT (person_id, hours, valid_from) ON integration.participation TO doorstroom_statistics;
GRANT SELECT (person_id, issued_on) ON integration.certificate TO doorstroom_statistics;
GRANT SELECT (person_id, registered_on, valid_from, valid_until) ON work.jobseeker_registration TO doorstroom_statistics;
GRANT SELECT (person_id, valid_from, valid_until) ON work.benefit_right TO doorstroom_statistics;
GRANT SELECT (person_id, cancelled, valid_from, valid_until) ON work.employment TO doorstroom_statistics;
GRANT SELECT (person_id, valid_from, valid_until) ON local.living_wage TO doorstroom_statistics;
GRANT SELECT (person_id, valid_from, valid_until) ON local.gpmi TO doorstroom_statistics;
GRANT SELECT (id, person_id, sender_kind, receiver_kind, state, sent_at, outcome) ON referral.referral TO doorstroom_statistics;
GRANT SELECT (referral_id, at, state) ON referral.event TO doorstroom_statistics;
GRANT SELECT (id, person_id, organisation_id, opened_at) ON incentive.assessment TO doorstroom_statistics;
GRANT SELECT (assessment_id, decided_at, kind, state) ON incentive.decision TO doorstroom_statistics;

-- Readers see published figures, never persons: views of one schema, which the owner of the tables keeps in step with the catalogue.
CREATE SCHEMA statistics_release;
GRANT USAGE ON SCHEMA statistics_release TO doorstroom_reader, doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA statistics_release GRANT SELECT ON TABLES TO doorstroom_reader, doorstroom_app;
