/** Groups of facts that a person can agree to, one by one: a consent to one opens nothing of another. A protocol names the group of each row. */
export const CONSENT_GROUPS = {
  FEE: { nl: 'over wat lessen kosten', en: 'about the costs of lessons' },
  BENEFIT: { nl: 'over een uitkering', en: 'about a benefit' },
  SUPPORT: { nl: 'over steun van een OCMW', en: 'about support by an OCMW' },
  BACKGROUND: { nl: 'over talen en werk in het buitenland', en: 'about languages and work abroad' },
} as const
