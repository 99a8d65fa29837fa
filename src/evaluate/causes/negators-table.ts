/** @file Words that exclude what follows them, by language. */

/** In lower case, as they are written. */
export const negators: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    "not no without except excluding never neither nor none isn't aren't wasn't weren't don't doesn't didn't won't cannot can't couldn't".split(
      ' ',
    ),
  ),
  de: new Set('nicht kein keine keinen keinem keiner keines ohne außer nie niemals weder'.split(' ')),
  fr: new Set('pas sans sauf excepté jamais ni aucun aucune'.split(' ')),
  es: new Set('no sin excepto salvo nunca ni ningún ninguna ninguno'.split(' ')),
  it: new Set('non senza tranne eccetto mai né nessun nessuna nessuno'.split(' ')),
  nl: new Set('niet geen zonder behalve nooit'.split(' ')),
  pt: new Set('não sem exceto salvo nunca nem nenhum nenhuma'.split(' ')),
  sv: new Set('inte utan förutom aldrig ingen inget inga'.split(' ')),
  da: new Set('ikke uden undtagen aldrig ingen intet'.split(' ')),
  no: new Set('ikke uten unntatt aldri ingen'.split(' ')),
}
