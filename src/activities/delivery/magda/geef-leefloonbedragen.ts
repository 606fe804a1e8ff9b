/**
 * GeefLeefloonbedragen-02.00: what an OCMW paid, month by month. The answer does not repeat about whom was asked: payments name
 * their beneficiary, and an answer without payments is about the person whose INSZ is the name of the file.
 */
import { addDays, isDay } from '../../../base/day.ts'
import { attributeOf, elementsAt, textAt } from './element.ts'
import { add, cover, dayAfter, giveWhole, type Mapped, turnAway } from './mapped.ts'
import type { Element } from './parse-xml.ts'

const PAYMENTS = [
  { path: 'LeefloonPerPeriode/LeefloonPeriode', equivalent: false },
  { path: 'EquivalentLeefloonPerPeriode/EquivalentLeefloonPeriode', equivalent: true },
]
const BENEFICIARY = 'Begunstigde/INSZ'

export function mapLeefloonbedragen(answer: Element, mapped: Mapped): void {
  const years = elementsAt(answer, 'Inhoud/Leefloonbedragen/Leefloonbedrag')
  const payments = years.flatMap(paymentsOf)
  for (const { month, payment, equivalent } of payments) mapPayment(month, payment, equivalent, mapped)
  const about = mapped.asked ?? payments.map(({ payment }) => textAt(payment, BENEFICIARY)).find((insz) => insz !== undefined)
  if (years.length > 0 && about === undefined && payments.length === 0)
    turnAway(
      mapped,
      'livingWage',
      'insz',
      'IDENTITY_MISSING',
      'expected the INSZ of the person as the file name: the answer has no payments that name it',
    )
  // An answer without payments is about the living wage of these years all the same. It says nothing about what else an OCMW does.
  for (const year of years.map((one) => textAt(one, 'Jaar') ?? '').filter((text) => /^\d{4}$/.test(text))) {
    const [from, until] = [`${year}-01-01`, `${Number(year) + 1}-01-01`]
    cover(mapped, about, ['livingWage'], from, until)
    giveWhole(mapped, about, ['livingWage'], { from, until })
  }
}

type Payment = { month: Element; payment: Element; equivalent: boolean }

function paymentsOf(year: Element): Payment[] {
  return elementsAt(year, 'Tegemoetkoming/Maandelijks/Maand').flatMap((month) =>
    PAYMENTS.flatMap(({ path, equivalent }) => elementsAt(month, path).map((payment) => ({ month, payment, equivalent }))),
  )
}

function mapPayment(month: Element, payment: Element, equivalent: boolean, mapped: Mapped): void {
  const period = periodOf(month, payment)
  if (period === undefined) {
    turnAway(
      mapped,
      'livingWage',
      'Maand',
      'FIELD_INVALID',
      'expected the month of the payment as YYYY-MM in Maand/@JaarMaand, or its period',
    )
    return
  }
  if (!period.agrees)
    turnAway(mapped, 'livingWage', 'Periode', 'LEFT_OUT', 'left out: the period is not within its month; the month is used instead')
  add(mapped, 'livingWage', textAt(payment, BENEFICIARY) ?? mapped.asked, {
    organisation: textAt(payment, 'OCMW/Ondernemingsnummer'),
    equivalent,
    amountCents: centsOf(textAt(payment, 'Bedrag')),
    validFrom: period.validFrom,
    validUntil: period.validUntil,
  })
}

/** The payment's own period when it lies in its month; the whole month otherwise. */
function periodOf(month: Element, payment: Element): { validFrom: string; validUntil: string; agrees: boolean } | undefined {
  const named = attributeOf(month, 'JaarMaand')
  const [begin, after] = [textAt(payment, 'Periode/Begin'), dayAfter(textAt(payment, 'Periode/Einde'))]
  const ordered = begin !== undefined && after !== undefined && isDay(begin) && isDay(after) && begin < after
  if (named === undefined || !/^\d{4}-(0[1-9]|1[0-2])$/.test(named))
    return ordered ? { validFrom: begin, validUntil: after, agrees: true } : undefined
  const first = `${named}-01`
  const next = nextMonth(named)
  return ordered && begin >= first && after <= next
    ? { validFrom: begin, validUntil: after, agrees: true }
    : { validFrom: first, validUntil: next, agrees: false }
}

function nextMonth(named: string): string {
  return `${addDays(`${named}-01`, 31).slice(0, 7)}-01`
}

/** Cents of an amount such as `842.12`; anything else is left for validation to refuse. */
function centsOf(amount: string | undefined): number | string | undefined {
  return amount !== undefined && /^\d{1,7}(\.\d{1,2})?$/.test(amount) ? Math.round(Number(amount) * 100) : amount
}
