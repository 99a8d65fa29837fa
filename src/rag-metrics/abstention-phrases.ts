/** @file Whether a text declines to answer: phrases that say so in some languages, or nothing at all. */

/** What answers decline with. Each must stand for "there is no answer here", not for a fact ("it is not known why"). */
const PHRASES: readonly RegExp[] = [
  /\b(?:i|we) (?:do not|don't|don’t|cannot|can't|can’t|could not|couldn't|couldn’t|am unable to|are unable to|was unable to|am not able to) (?:know|answer|find|determine|provide|say|tell|have (?:enough|sufficient|any|that|this|the) )/i,
  /\b(?:i'm|i’m|i am|we are|we're) (?:not sure|unsure|not able to|unable to|not aware of)\b/i,
  /\bno (?:relevant |sufficient |specific )?(?:answer|information|mention|context|details?) (?:is |was |were |are |can be |could be )?(?:found|available|given|provided|present|in the|about|of|on)\b/i,
  /\b(?:context|document|documents|passage|passages|text|sources?|information|excerpts?)(?: provided| given| above| retrieved)? (?:does not|doesn't|doesn’t|do not|don't|don’t) (?:contain|mention|include|provide|specify|state|say|answer|cover|address|have|give)\b/i,
  /\b(?:is|are|was|were) not (?:mentioned|specified|stated|provided|covered|addressed|given|included|found|available) (?:in|by|within) (?:the|this|these|any|my)\b/i,
  /\b(?:cannot|can't|can’t|can not|could not|unable to) (?:be )?(?:answer(?:ed)?|determined?|found?)\b.{0,40}\b(?:context|question|information|documents?|passages?|sources?|text)\b/i,
  /\b(?:not enough|insufficient) (?:information|context|data|evidence)\b/i,
  /^\W*(?:unknown|unanswerable|no answer|n\/a|not answerable|no information|not found|none)\W*$/i,
  /\bich (?:weiß|kann|habe) (?:es |das |dazu |die frage )*(?:nicht|keine)\b/i,
  /\bkeine (?:informationen?|angaben?|antwort)\b/i,
  /\bje ne (?:sais|peux|trouve|dispose)\b.{0,12}\bpas\b/i,
  /\baucune (?:information|réponse)\b/i,
  /\bno (?:lo )?(?:sé|puedo responder|tengo (?:esa |suficiente )?información)\b/i,
  /\bno hay (?:suficiente )?información\b/i,
  /\bnon (?:lo so|posso rispondere|ho (?:abbastanza )?informazioni)\b/i,
  /\bnão (?:sei|posso responder|tenho (?:essa )?informaç)/i,
  /\bik (?:weet het niet|kan (?:de|deze) vraag niet)\b/i,
]

export const isAbstention = (text: string): boolean => text.trim() === '' || PHRASES.some((phrase) => phrase.test(text))
