// What a questionnaire asks, answer by answer: the same as surveys/interview on the server, but a change works out only
// what depends on it. Data: {codes: {code: {kind, repeats, around, trees, needs, default, hidden, other, choices}},
// order, answers, now, seed, language, most}.
import { evaluate, plain, Repeated, truthOf, numberOf } from "./expressions.js";

const OTHER = "other";

// FNV-1a of the text's UTF-8, then the mulberry32 generator: not for secrets
export function chance(text) {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1) >>> 0;
    mixed = (mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))) >>> 0;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const chose = (value) => value === OTHER || (Array.isArray(value) && value.includes(OTHER));

// "people.0.who" → ["who", [0]]
export function keyOf(name) {
  const parts = name.split(".");
  const at = [];
  for (let place = 1; place < parts.length; place += 2) at.push(Number(parts[place]));
  return [parts[parts.length - 1], at];
}

export class Interview {
  constructor(data) {
    Object.assign(this, data);
    this.memo = new Map();
    this.dependents = new Map();
    for (const [code, said] of Object.entries(this.codes)) {
      for (const need of said.needs) {
        if (!this.dependents.has(need)) this.dependents.set(need, []);
        this.dependents.get(need).push(code);
      }
    }
  }

  base(name) {
    if (this.codes[name]) return name;
    const code = name.endsWith(`_${OTHER}`) ? name.slice(0, -OTHER.length - 1) : "";
    return this.codes[code] ? code : "";
  }

  // every code whose questions may be asked, calculated or judged otherwise after a change of one
  affected(code) {
    const found = new Set([code]);
    for (const one of found) for (const next of this.dependents.get(one) ?? []) found.add(next);
    return found;
  }

  // note an answer; gives the codes that it touches
  set(name, value) {
    const [code, at] = keyOf(name);
    let document = this.answers;
    this.codes[this.base(code)].repeats.forEach((repeat, level) => {
      document[repeat] ??= [];
      while (document[repeat].length <= at[level]) document[repeat].push({});
      document = document[repeat][at[level]];
    });
    document[code] = value;
    const touched = this.affected(this.base(code));
    for (const key of this.memo.keys()) {
      if (touched.has(key.slice(key.indexOf(":") + 1, key.indexOf("@")))) this.memo.delete(key);
    }
    return touched;
  }

  remembered(use, code, at, before, work) {
    const key = `${use}:${code}@${at}`;
    if (!this.memo.has(key)) {
      this.memo.set(key, before); // a ring of questions gives nothing
      this.memo.set(key, work());
    }
    return this.memo.get(key);
  }

  isAsked(code, at = []) {
    return this.remembered("asked", code, at, false, () => {
      const outer = this.codes[code].around.at(-1);
      const inside = !outer || this.isAsked(outer, at.slice(0, this.codes[outer].repeats.length));
      return inside && this.truth("relevant", code, at, true);
    });
  }

  rowsOf(code, at = []) {
    return this.remembered("rows", code, at, 0, () => {
      const { trees, most } = this.codes[code];
      const rows = this.given(code, at);
      const wanted = trees.count ? numberOf(this.evaluate(trees.count, code, at)) : Array.isArray(rows) ? rows.length : 0;
      return this.isAsked(code, at) ? Math.max(0, Math.min(Math.trunc(wanted ?? 0), most ?? this.most)) : 0;
    });
  }

  value(code, at = []) {
    return this.remembered("value", code, at, null, () => {
      const said = this.codes[code];
      if (said.isGroup || !this.isAsked(code, at)) return null;
      const given = plain(this.given(code, at));
      if (!said.trees.calculation) return said.kind === "hidden" && given === null ? said.default || null : given;
      if (said.kind !== "calculation" && said.kind !== "hidden" && given !== null) return given;
      return this.evaluate(said.trees.calculation, code, at, given);
    });
  }

  isRequired(code, at = []) {
    return this.truth("required", code, at, this.codes[code].required);
  }

  fits(code, at = []) {
    return this.value(code, at) === null || this.truth("constraint", code, at, true);
  }

  // codes of the choices that are offered now; null: all of them
  offered(code, at = []) {
    const { trees, choices } = this.codes[code];
    if (!trees.choice_filter) return null;
    return choices.filter((choice) => truthOf(this.evaluate(trees.choice_filter, code, at, null, {
      ...choice.columns, name: choice.code, label: choice.label,
    }))).map((choice) => choice.code);
  }

  words(question, code) {
    return this.codes[question]?.choices?.find((choice) => choice.code === code)?.label ?? code;
  }

  given(name, at) {
    let document = this.answers;
    this.codes[this.base(name)].repeats.forEach((repeat, level) => {
      document = document?.[repeat]?.[at[level]];
    });
    return document?.[name] ?? null;
  }

  truth(use, code, at, otherwise) {
    const tree = this.codes[code].trees[use];
    return tree ? truthOf(this.evaluate(tree, code, at, use === "constraint" ? this.value(code, at) : null)) : otherwise;
  }

  evaluate(tree, code, at, own = null, columns = {}) {
    return evaluate(tree, {
      lookup: (name) => this.seen(name, code, at), own, columns, now: this.now,
      position: at.length ? at[at.length - 1] + 1 : null,
      random: chance([this.seed, code, ...at].join("/")), label: (question, choice) => this.words(question, choice),
    });
  }

  seen(name, code, at) {
    const base = this.base(name);
    if (!base) return null;
    const [there, here] = [this.codes[base].repeats, this.codes[code].repeats];
    let shared = 0;
    while (shared < Math.min(there.length, here.length) && there[shared] === here[shared]) shared += 1;
    const from = at.slice(0, shared);
    const places = this.below(there, from);
    if (this.codes[base].kind === "repeat") {
      return Repeated.from(places.flatMap((place) => Array(this.rowsOf(base, place)).fill(true)));
    }
    if (there.length === shared) return this.named(name, base, from);
    return Repeated.from(places.map((place) => this.named(name, base, place)));
  }

  below(repeats, at) {
    if (at.length === repeats.length) return [at];
    const rows = this.rowsOf(repeats[at.length], at);
    return Array.from({ length: rows }, (_, row) => this.below(repeats, [...at, row])).flat();
  }

  named(name, base, at) {
    const value = this.value(base, at);
    if (name === base) return value;
    return chose(value) ? this.given(name, at) : null;
  }
}
