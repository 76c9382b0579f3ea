import { DataError, nearest } from '../errors.ts';

/** How a language divides and joins words. */
export interface MosesLanguage {
  /** Where an apostrophe between letters goes: with what follows (`don 't`), with what precedes (`l' eau`), or alone. */
  readonly apostrophe: 'right' | 'left' | 'alone';
  /** Words that keep a full stop behind them; it does not end the sentence. */
  readonly abbreviations: ReadonlySet<string>;
  /** Words that keep it only before a number, as in `No. 5`. */
  readonly beforeNumbers: ReadonlySet<string>;
  /** A number of one or two digits keeps a full stop before another word: 3. Oktober. */
  readonly ordinals: boolean;
  /** A blank stands before ? ! : ; and inside « ». */
  readonly spacedPunctuation: boolean;
  /** The decimal mark, between digits that a no-break space divides. */
  readonly decimal: '.' | ',';
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const letters = words('A B C D E F G H I J K L M N O P Q R S T U V W X Y Z');
const abbreviations = (list: string): ReadonlySet<string> => new Set([...letters, ...words(list)]);

const english = abbreviations(
  'Mr Mrs Ms Dr Prof Rev Hon Sr Jr St Mt Ft Gen Col Maj Capt Lt Sgt Cpl Adm Cmdr Gov Sen Rep Pres Sec Messrs Mme Mlle Esq Bros Co Corp Inc Ltd Dept Ave Blvd Rd Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec vs etc e.g i.e viz cf approx est al',
);
const german = abbreviations(
  'Dr Prof Hr Fr Hrn Frl Dipl Ing Med Jur Phil Nat Mag Hl St Str Nr Abb Abs Anm Art Aufl Bd Bsp bspw bzgl bzw ca d.h dgl ebd etc evtl exkl ff geb gegr gest ggf Hrsg inkl insb jew Jh lfd Mio Mrd Mo Di Mi Do Sa So Jan Feb Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez o.ä o.g rd S s s.o s.u sog Tel Tsd u.a u.ä u.U usf usw v.a vgl Vgl vs z.B z.T Ziff zit zzgl I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI i v u a b c d',
);
const french = abbreviations(
  'M MM Mme Mmes Mlle Mlles Dr Pr Prof St Ste Me Mgr art av apr bd boul cf chap coll dép éd édit env etc ex fig hab ibid id ing janv févr avr juil sept oct nov déc max min n.b p pp p.ex réf suppl tél vol vs',
);
const czech = abbreviations(
  'Bc BcA Ing Mgr MgA MUDr MVDr JUDr PhDr RNDr PaedDr ThDr PharmDr Dr Doc doc Prof prof DrSc CSc PhD sv st ml p pí sl např atd apod tj tzn tzv mj resp popř příp č čl čp odst str s sb obr tab kap roč sv ul nám tř tel fax cca max min mil mld tis hod min vč zn angl něm franc lat srov viz kpt plk mjr gen por nar zem',
);
const spanish = abbreviations(
  'Sr Sra Srta Sres Sras D Dª Dña Dr Dra Prof Profa Lic Ing Arq Gral Cap Sto Sta Ud Uds Vd Vds EE.UU Av Avda Pza Cía Dpto art cap etc ej p.ej fig tel pág págs núm vol vs a.C d.C aprox ene feb abr jun jul ago sept oct nov dic Rev Excmo Ilmo',
);

const languages = {
  en: {
    apostrophe: 'right',
    abbreviations: english,
    beforeNumbers: words('No Nos Art Nr pp p Vol Fig Ch Sect'),
    ordinals: false,
    spacedPunctuation: false,
    decimal: '.',
  },
  de: {
    apostrophe: 'alone',
    abbreviations: german,
    beforeNumbers: new Set(),
    ordinals: true,
    spacedPunctuation: false,
    decimal: ',',
  },
  fr: {
    apostrophe: 'left',
    abbreviations: french,
    beforeNumbers: words('no nos n° art p pp vol'),
    ordinals: false,
    spacedPunctuation: true,
    decimal: ',',
  },
  cs: {
    apostrophe: 'alone',
    abbreviations: czech,
    beforeNumbers: words('č čís čl odst str s'),
    ordinals: true,
    spacedPunctuation: false,
    decimal: ',',
  },
  es: {
    apostrophe: 'alone',
    abbreviations: spanish,
    beforeNumbers: words('nº núm no n.º art p pág'),
    ordinals: false,
    spacedPunctuation: false,
    decimal: ',',
  },
  it: {
    apostrophe: 'left',
    abbreviations: abbreviations(
      'Sig Sigg Sig.ra Dott Dott.ssa Prof Prof.ssa Ing Avv Arch Geom Rag On Sen Mons S SS ecc es cfr pag pagg art cap fig vol tel gen feb mar apr mag giu lug ago set ott nov dic',
    ),
    beforeNumbers: words('n nn nr art pag p'),
    ordinals: false,
    spacedPunctuation: false,
    decimal: ',',
  },
  /** Any other language: single capitals alone keep their full stop. */
  other: {
    apostrophe: 'alone',
    abbreviations: letters,
    beforeNumbers: new Set(),
    ordinals: false,
    spacedPunctuation: false,
    decimal: '.',
  },
} as const satisfies Record<string, MosesLanguage>;

/** A language whose rules are known, or 'other'. */
export type MosesLanguageName = keyof typeof languages;

export const mosesLanguageNames = Object.keys(languages) as readonly MosesLanguageName[];

/** The rules of a language; throws for one that is not known. */
export function mosesLanguage(name: MosesLanguageName): MosesLanguage {
  if (Object.hasOwn(languages, name)) return languages[name];
  const near = nearest(name, mosesLanguageNames);
  throw new DataError(
    `moses: unknown language ${JSON.stringify(name)}${near === undefined ? '' : `, did you mean '${near}'?`} (known: ${mosesLanguageNames.join(', ')}); take 'other' for one that is not listed`,
    { language: name, known: mosesLanguageNames },
  );
}
