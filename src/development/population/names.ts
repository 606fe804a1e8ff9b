/** Fictional names. Family names are put together from invented parts, so that they sound like a region and belong to nobody. */
import type { Random } from '../../base/random.ts'

type Words = readonly [string, ...string[]]
type Names = { female: Words; male: Words; start: Words; end: Words }

function words(text: string): Words {
  const [first = '', ...rest] = text.split(' ')
  return [first, ...rest]
}

function names(female: string, male: string, start: string, end: string): Names {
  return { female: words(female), male: words(male), start: words(start), end: words(end) }
}

const NAMES = {
  maghreb: names(
    'Salma Hind Nora Ilham Siham Loubna Zineb Wafa',
    'Anouar Redouan Tarik Bilal Soufian Hamza Jamal Nabil',
    'Bel Ouaz Tagh Zemm Lahr Meziz',
    'karil oudi anri ghouli ammaz ouati',
  ),
  levant: names(
    'Rasha Lina Hala Dima Rima Samar Nisrin Abir',
    'Samer Wael Ghaith Hadi Bassel Ziad Firas Munir',
    'Qar Hamd Zayt Shar Nabl Dur',
    'aneh oussi akli imeh awani oubi',
  ),
  turkic: names(
    'Elif Derya Sevgi Aylin Gamze Pelin Esra Nuray',
    'Cem Burak Onur Serkan Tolga Volkan Emre Kaan',
    'Gök Tash Yıl Kara Demi Ova',
    'bulut gezer pinar soylar dalci kent',
  ),
  persian: names(
    'Parisa Shirin Laleh Mina Roya Anahit Zohra Farida',
    'Omid Kaveh Babak Jawed Farhad Navid Arman Samim',
    'Zarb Mehr Noor Khal Sard Rud',
    'akhsh pazhan zadegan iwal ovian shanwari',
  ),
  indian: names(
    'Anjali Meera Kavya Sunita Rupa Tahira Sapna Deepa',
    'Arjun Rohan Vikas Imran Suresh Nabin Kamal Tareq',
    'Bhar Chand Dev Mukh Pratap Suran',
    'adkar walia nandi pore vardhan eshi',
  ),
  horn: names(
    'Hodan Ifrah Selam Saba Ayaan Rahwa Hibo Tigist',
    'Abdi Filmon Yonas Liban Dawit Guled Samuel Biniam',
    'Gebr Warsh Tekl Hirs Asgh Dool',
    'etabe ameh ezion iyo edom aweyn',
  ),
  westAfrican: names(
    'Abena Fatou Aminata Ngozi Mariama Efua Adama Chioma',
    'Kofi Ousmane Emeka Ibrahima Yaw Tunde Lamine Kwesi',
    'Adom Okw Dial Mbang Son Agye',
    'ora ofo ekang ambou amde usia',
  ),
  centralAfrican: names(
    'Mireille Grace Nadine Esther Chantal Aline Divine Sifa',
    'Patrick Merveil Didier Eric Jonas Fiston Cedric Blaise',
    'Kab Mul Tsh Nzey Haba Bizi',
    'ongola imbwe ilenda imana gatare onzi',
  ),
  slavic: names(
    'Olena Daria Kasia Elira Jovana Milena Zuzana Teuta',
    'Andrij Tomasz Dragan Arben Marek Ivo Pavel Luan',
    'Vel Zhor Kob Dren Mars Yav',
    'enchuk ovik inska anova eshi ovitsch',
  ),
  romanian: names(
    'Ioana Andreea Simona Raluca Mihaela Corina Alina Diana',
    'Mihai Radu Cosmin Vlad Sorin Florin Dorin Lucian',
    'Brad Codr Munt Vales Rup Stej',
    'escaru anu oiu arean eanu itza',
  ),
  iberian: names(
    'Lucia Beatriz Marisol Giulia Camila Joana Liza Paola',
    'Diego Tiago Rafael Matteo Joel Andres Marco Duarte',
    'Val Mont Quint Ferr Serr Alm',
    'ervedo alvao inaldo eirim oveda arillo',
  ),
  western: names(
    'Emma Charlotte Julie Sophie Anna Hannah Laura Claire',
    'Lucas Thomas Daan Paul Felix Oliver Simon Julian',
    'Wold Bren Fair Krul Lind Mor',
    'enbach wick emeer acre erau sworth',
  ),
  eastAsian: names(
    'Mei Lan Xiu Suda Linh Ying Malee Thuy',
    'Wei Jun Anan Minh Bao Chen Somsak Duc',
    'Tha Xin Pho Ling Nar Qua',
    'wongsa zhai dao nguan rat shen',
  ),
} as const satisfies Record<string, Names>

export type NameRegion = keyof typeof NAMES
export type Sex = 'FEMALE' | 'MALE'

/** Given and family name of a fictional person. */
export function fictionalName(draw: Random, region: NameRegion, sex: Sex): { given: string; family: string } {
  const { female, male, start, end } = NAMES[region]
  return { given: draw.pick<string>(sex === 'FEMALE' ? female : male), family: draw.pick<string>(start) + draw.pick<string>(end) }
}

const STREET_START = words(
  'Vuurvlieg Zonnewijzer Windroos Klaproos Leeuwerik Karreveld Molenwiek Zilverlinde Regenboog Hazelaar Vlaskant Steenuil',
)
const STREET_END = words('straat laan weg dreef plein pad')

/** Street of no municipality in particular. */
export function fictionalStreet(draw: Random): string {
  return draw.pick(STREET_START) + draw.pick(STREET_END)
}

/** Number under the mobile prefix 0400, which no operator holds [OKV]. */
export function fictionalPhone(draw: Random): string {
  return `+32400${String(draw.whole(0, 999_999)).padStart(6, '0')}`
}

/** Address in the domain that is reserved for examples (RFC 2606). */
export function fictionalEmail(given: string, family: string, index: number): string {
  const plain = `${given}.${family}`.normalize('NFD').replace(/[^A-Za-z.]/g, '')
  return `${plain.toLowerCase()}.${index}@example.org`
}

const COUNSELLORS = words('Ans Bart Carla Dirk Els Frank Greet Hilde Ivo Jana Koen Lut')

/** Name of a fictional case worker. */
export function fictionalCounsellor(draw: Random): string {
  return `${draw.pick(COUNSELLORS)} ${draw.pick(NAMES.western.start)}${draw.pick(NAMES.western.end)}`
}
