/**
 * Every figure by which the synthetic population is calibrated, once, with its source. Marks as in the domain reference: [S..] published,
 * [OKV] expert knowledge, [P] proposal of this project. docs/guides/synthetic-population.md lists what the generator makes of them.
 */
export const CALIBRATION = {
  arrival: {
    /** First registrations are spread over so many years before today. [P] */
    cohortYears: 4,
    /** Not obliged: four of five newcomers. [S60] */
    obliged: 0.2,
    /** EU citizens among all who immigrate. [S31] */
    euCitizens: 0.5,
    /** Stay that can never exceed a year: outside the target group. [P] */
    outsideTargetGroup: 0.02,
    /** Left again, or died, within the cohort. [P] */
    leavesPerYear: 0.02,
    diesPerYear: 0.001,
    /** Moved to another municipality, per year. [P] */
    movesPerYear: 0.09,
    /** Came from the waiting register, so an earlier number was replaced. [S31] */
    replacedNumber: 0.1,
  },
  registration: {
    /** Months from first registration to the agency, log-normal. [P] */
    lagMedianMonths: 2.5,
    lagSigma: 0.8,
    /** Registered, though no contract follows. [P] */
    obligedWithoutContract: 0.6,
    entitledWithoutContract: 0.2,
    /** Obliged by status, exempt for a ground; counts among those without contract. [P] */
    exemptedOfObliged: 0.04,
  },
  contract: {
    /** Chance that a contract follows, in time. [P], and with 20/80 it gives the 41/59 split of 2019. [S25] */
    obliged: 0.85,
    entitled: 0.3,
    /** Contracts of EU citizens among those of the entitled: 4,581 of 13,476 in 2019. [S25] */
    euOfEntitled: 4581 / 13476,
    /** Months from registration to signature, gamma. [P] */
    waitMeanMonths: 1.5,
    postponed: 0.03,
  },
  trajectory: {
    /** Months from contract to end, gamma. [S29], [P] */
    durationMeanMonths: 18,
    durationShape: 6,
    /** Certificates per contract. [S25], [P] */
    certificate: 0.7,
    /** Statement of effort made, for limited learning ability. [P] */
    effortStatement: 0.03,
    onHold: 0.12,
  },
  dutch: {
    /** Start level. [P] */
    startLevel: { A0: 0.7, A1: 0.15, A2: 0.1, B1: 0.05 },
    /** A2 oral reached through lessons, of all contracts, and the median month. [P] */
    reachesA2: 0.6,
    a2MedianMonths: 12,
    /** B1 oral after A2. [P] */
    reachesB1: 0.35,
    /** A written level follows the oral one, except for those who learn to read and write. [P] */
    writtenFollows: 0.85,
  },
  orientation: {
    /** Test passed at the first try, before and since the threshold of March 2023. [S27], [P] */
    passBefore: 0.9,
    passSince: 0.85,
  },
  participation: { startsOfObliged: 0.5 },
  infringement: {
    /** Per obliged person: 1,223 in 2022 over the obliged of several years. [S26] */
    ofObliged: 0.04,
    /** 401 fines of 884 handled; 84 % below 500 euro. [S26] */
    fined: 401 / 884,
    below500: 0.84,
  },
  fee: {
    /** Euro cents per course or test, for contracts signed since September 2023. [S5] */
    amountCents: 9000,
    exemptOfObliged: 0.74, // [S30]
    exemptOfEntitled: 0.4, // [P]
    paid: 0.9,
  },
  work: {
    /** Registered at VDAB within 60 days of the contract, from January 2023 to January 2025 and after. [S24], [P] */
    within60DaysAtStart: 0.74,
    within60DaysSince: 0.95,
    /** Registered without a contract. [P] */
    registersFreely: 0.12,
    /** Finds work from registration. [S24] */
    findsWork: { obliged: 0.26, entitled: 0.375 },
    /** Works soon after arrival. [P] */
    arrivesToWork: { eu: 0.6, third: 0.15 },
    /** Job length in months, gamma. [P] */
    jobMeanMonths: 14,
    inTraining: 0.2,
  },
  benefit: {
    /** Months of work before the right begins. [OKV] */
    qualifyingMonths: 12,
    claims: 0.7,
  },
  local: {
    /** Living wage within the target group, and the obliged's part of it (they hold more refugees). [P] */
    livingWage: 0.12,
    livingWageOfObliged: 0.3,
    durationMeanMonths: 14,
    /** Projects per living wage, [P]; with a track to work. [S23] */
    gpmi: 0.75,
    gpmiWithWorkTrack: 0.75,
    agencyIsParty: 0.3,
    article60: 0.1,
    debtMediation: 0.04,
    socialTenancy: 0.07,
    otherContact: 0.15,
    /** Euro cents per month since 1 May 2024. [S15] */
    livingWageCents: { COHABITING: 85_897, SINGLE: 128_846, FAMILY: 174_129 },
  },
  referral: { ofContracts: 0.12, ofLivingWage: 0.15, ofJobseekers: 0.06, accepted: 0.8 },
  consent: { ofClients: 0.3 },
} as const

/** Living wage among the entitled, so that the whole target group comes out at its share. */
export const LIVING_WAGE_OF_ENTITLED =
  (CALIBRATION.local.livingWage - CALIBRATION.arrival.obliged * CALIBRATION.local.livingWageOfObliged) / (1 - CALIBRATION.arrival.obliged)

/** EU citizens are never obliged: their share of the entitled. */
export const EU_OF_ENTITLED = CALIBRATION.arrival.euCitizens / (1 - CALIBRATION.arrival.obliged)

/** Contract chance of the entitled, apart for EU citizens (few sign) and others. */
export const CONTRACT_OF_ENTITLED = {
  eu: (CALIBRATION.contract.entitled * CALIBRATION.contract.euOfEntitled) / EU_OF_ENTITLED,
  third: (CALIBRATION.contract.entitled * (1 - CALIBRATION.contract.euOfEntitled)) / (1 - EU_OF_ENTITLED),
} as const
