// Evaluates the trees that the server made of a questionnaire's expressions: the same, construct by construct, as
// surveys/expressions. vectors.json of the tests holds the two together. Values are null (blank), number, text,
// boolean, a list of texts, or Repeated: the answers of one question in every repeat.

export class Repeated extends Array {}

const NUMERIC = /^[ \t\n\r\f\v]*-?(\d+(\.\d*)?|\.\d+)[ \t\n\r\f\v]*$/;
const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const CLOCK = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;
const DAY = 86400; // seconds
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_NAMES = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]; // 1970-01-01 was a Thursday
const MOST_DIGITS = 15;

export function plain(value) {
  if (value instanceof Repeated) return value.length ? plain(value[0]) : null;
  if (value === undefined || value === "" || (Array.isArray(value) && !value.length)) return null;
  return value;
}

const finite = (number) => (Number.isFinite(number) ? number : null);

export function textOf(value) {
  value = plain(value);
  if (value === null) return "";
  return Array.isArray(value) ? value.join(" ") : String(value);
}

export function numberOf(value) {
  value = plain(value);
  if (value === null) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return finite(value);
  const text = textOf(value);
  return NUMERIC.test(text) ? finite(Number(text)) : daysOf(text);
}

export function truthOf(value) {
  value = plain(value);
  return !(value === null || value === false || value === 0);
}

function listOf(value) {
  value = plain(value);
  return Array.isArray(value) ? value : textOf(value).split(/[ \t\r\n]+/).filter((code) => code);
}

function monthLength(year, month) {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return MONTH_LENGTHS[month - 1] + (leap ? 1 : 0);
}

function daysFromCivil(year, month, day) {
  if (month <= 2) year -= 1;
  const era = Math.floor(year / 400);
  const shifted = (month + 9) % 12;
  const ofEra = year - era * 400;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100)
    + Math.floor((153 * shifted + 2) / 5) + day - 1 - 719468;
}

function civilFromDays(days) {
  days += 719468;
  const era = Math.floor(days / 146097);
  const ofEra = days - era * 146097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return [year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * shifted + 2) / 5) + 1];
}

function daysOf(text) {
  const match = MOMENT.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  return daysFromCivil(year, month, day) + (3600 * hour + 60 * minute + second) / DAY;
}

const padded = (number, width) => String(number).padStart(width, "0");

// year, month, day, hour, minute, second and weekday of so many days since 1970-01-01; null outside the years 1 to 9999
function momentOf(days) {
  const seconds = Math.floor(days * DAY + 0.5);
  const day = Math.floor(seconds / DAY);
  if (day < -719162 || day > 2932896) return null;
  const rest = seconds - day * DAY;
  return [...civilFromDays(day), Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60, ((day % 7) + 7) % 7];
}

function momentText(days, withTime) {
  const found = momentOf(days);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found;
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return withTime ? `${date}T${padded(hour, 2)}:${padded(minute, 2)}:${padded(second, 2)}` : date;
}

function numbers(left, right) {
  const pair = [numberOf(left), numberOf(right)];
  return pair[0] === null || pair[1] === null ? null : pair;
}

function equal(left, right) {
  if (left === null || right === null) return left === right;
  if (typeof left === "boolean" || typeof right === "boolean") return truthOf(left) === truthOf(right);
  const pair = numbers(left, right);
  return pair ? pair[0] === pair[1] : textOf(left) === textOf(right);
}

// by code points, as the server compares
function textOrder(left, right) {
  const one = Array.from(left);
  const two = Array.from(right);
  for (let place = 0; place < one.length && place < two.length; place += 1) {
    const way = one[place].codePointAt(0) - two[place].codePointAt(0);
    if (way) return Math.sign(way);
  }
  return Math.sign(one.length - two.length);
}

function order(left, right) {
  if (left === null || right === null) return null;
  const pair = numbers(left, right);
  return pair ? Math.sign(pair[0] - pair[1]) : textOrder(textOf(left), textOf(right));
}

function* each(given) {
  for (const one of given) {
    for (const value of one instanceof Repeated ? one : [one]) {
      const single = plain(value);
      if (single !== null) yield single;
    }
  }
}

const everyNumber = (given) => [...each(given)].map(numberOf).filter((number) => number !== null);

function whole(value) {
  const number = numberOf(value);
  return number === null ? null : Math.trunc(number);
}

function round(value, digits = 0) {
  const number = numberOf(value);
  let places = whole(digits);
  if (number === null || places === null) return null;
  places = Math.max(-MOST_DIGITS, Math.min(MOST_DIGITS, places));
  const factor = 10 ** Math.abs(places);
  const moved = places >= 0 ? number * factor : number / factor;
  if (Math.abs(moved) >= 2 ** 52) return number;
  const halfUp = Math.floor(moved + 0.5);
  return places >= 0 ? halfUp / factor : halfUp * factor;
}

// A pattern of the server in the browser's words: "." is all but a line feed, \s knows ASCII spaces only.
function translated(pattern) {
  let inClass = false;
  return pattern.replace(/\\(.)|[[\].]/gsu, (all, letter) => {
    if (letter === "s") return inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]";
    if (letter === "S") return "[^\\t\\n\\f\\r ]";
    if (letter === "-" && !inClass) return "-";
    if (letter !== undefined) return all;
    if (all === ".") return inClass ? all : "[^\\n]";
    inClass = all === "[" || (inClass && all !== "]");
    return all;
  });
}

const patterns = new Map();

function compiled(pattern) {
  if (!patterns.has(pattern)) {
    let made = null;
    for (const flags of ["u", ""]) { // a bare brace is fine only without "u"
      try {
        made ??= new RegExp(`^(?:${translated(pattern)})$`, flags);
      } catch {
        // the server refuses what no engine can read
      }
    }
    patterns.set(pattern, made);
  }
  return patterns.get(pattern);
}

function formatted(value, pattern) {
  const days = numberOf(value);
  const found = days === null ? null : momentOf(days);
  if (!found) return null;
  const [year, month, day, hour, minute, second, weekday] = found;
  const shown = {
    Y: padded(year, 4), y: padded(year % 100, 2), m: padded(month, 2), n: String(month), b: MONTH_NAMES[month - 1],
    d: padded(day, 2), e: String(day), H: padded(hour, 2), h: String(hour), M: padded(minute, 2),
    S: padded(second, 2), 3: "000", a: DAY_NAMES[weekday], "%": "%",
  };
  return textOf(pattern).replace(/%(.)/gsu, (all, letter) => shown[letter] ?? all);
}

const ofNumber = (compute) => (scene, value) => {
  const number = numberOf(value);
  return number === null ? null : compute(number);
};
const ofTexts = (compute) => (scene, text, part) => compute(textOf(text), textOf(part));

function decimal(scene, value) {
  const clock = CLOCK.exec(textOf(value));
  if (clock) return (3600 * Number(clock[1]) + 60 * Number(clock[2]) + Number(clock[3] ?? 0)) / DAY;
  return numberOf(value);
}

function moment(withTime) {
  return (scene, value) => {
    const days = numberOf(value);
    return days === null ? null : momentText(withTime ? days : Math.floor(days), withTime);
  };
}

function mathematical(compute) {
  return (scene, ...given) => {
    const numbers = given.map(numberOf);
    return numbers.includes(null) ? null : finite(compute(...numbers));
  };
}

function selectedAt(scene, value, index) {
  const place = whole(index);
  return place === null || place < 0 ? null : listOf(value)[place] ?? null;
}

function join(scene, separator, ...given) {
  return [...each(given)].flatMap((value) => (Array.isArray(value) ? value : [textOf(value)])).join(textOf(separator));
}

function substr(scene, text, start, end = null) {
  const begin = whole(start);
  return begin === null ? null : Array.from(textOf(text)).slice(begin, whole(end) ?? undefined).join("");
}

const FUNCTIONS = {
  selected: (scene, value, code) => listOf(value).includes(textOf(code)),
  "selected-at": selectedAt,
  "count-selected": (scene, value) => listOf(value).length,
  count: (scene, values) => (values instanceof Repeated ? values.length : Number(plain(values) !== null)),
  "count-non-empty": (scene, values) => [...each([values])].length,
  sum: (scene, ...given) => finite(everyNumber(given).reduce((total, number) => total + number, 0)),
  min: (scene, ...given) => finite(everyNumber(given).reduce((one, two) => (two < one ? two : one), Infinity)),
  max: (scene, ...given) => finite(everyNumber(given).reduce((one, two) => (two > one ? two : one), -Infinity)),
  join,
  position: (scene) => scene.position ?? null,
  not: (scene, value) => !truthOf(value),
  true: () => true,
  false: () => false,
  boolean: (scene, value) => truthOf(value),
  "boolean-from-string": (scene, value) => ["1", "true"].includes(textOf(value)),
  number: ofNumber((number) => number),
  int: ofNumber(Math.trunc),
  round: (scene, value, digits) => round(value, digits),
  floor: ofNumber(Math.floor),
  ceiling: ofNumber(Math.ceil),
  abs: ofNumber(Math.abs),
  pow: mathematical((base, exponent) => base ** exponent),
  sqrt: ofNumber((number) => (number >= 0 ? Math.sqrt(number) : null)),
  random: (scene) => scene.random(),
  pi: () => Math.PI,
  ...Object.fromEntries(["sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "log", "log10"].map(
    (name) => [name, mathematical(Math[name])])),
  exp10: mathematical((exponent) => 10 ** exponent),
  string: (scene, value) => textOf(value),
  "string-length": (scene, value) => Array.from(textOf(value)).length,
  "normalize-space": (scene, value) => textOf(value).replace(/[ \t\r\n]+/g, " ").replace(/^ +| +$/g, ""),
  concat: (scene, ...given) => [...each(given)].map(textOf).join(""),
  contains: ofTexts((text, part) => text.includes(part)),
  "starts-with": ofTexts((text, part) => text.startsWith(part)),
  "ends-with": ofTexts((text, part) => text.endsWith(part)),
  substr,
  regex: ofTexts((text, pattern) => compiled(pattern)?.test(text) ?? false),
  today: (scene) => scene.now.slice(0, 10),
  now: (scene) => scene.now,
  date: moment(false),
  "date-time": moment(true),
  "decimal-date-time": decimal,
  "format-date": (scene, value, pattern) => formatted(value, pattern),
  "format-date-time": (scene, value, pattern) => formatted(value, pattern),
};

const ORDERS = { "<": (way) => way < 0, "<=": (way) => way <= 0, ">": (way) => way > 0, ">=": (way) => way >= 0 };
const ARITHMETIC = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  div: (a, b) => (b ? a / b : null),
  mod: (a, b) => (b ? a % b : null),
};

function choiceName(given, scene) {
  const value = evaluate(given[0], scene);
  const asked = given[1];
  const question = asked[0] === "ref" ? asked[1] : textOf(evaluate(asked, scene)).replace(/^[${} ]+|[${} ]+$/g, "");
  const codes = Array.isArray(value) ? value : value === null ? [] : [textOf(value)];
  return codes.map((code) => scene.label(question, code)).join(", ");
}

function called(tree, scene) {
  const [, name, ...given] = tree;
  if (name === "if") return evaluate(truthOf(evaluate(given[0], scene)) ? given[1] : given[2], scene);
  if (name === "coalesce") {
    for (const part of given) {
      const value = evaluate(part, scene);
      if (value !== null) return value;
    }
    return null;
  }
  if (name === "once") return plain(scene.own) ?? evaluate(given[0], scene);
  if (name === "jr:choice-name") return choiceName(given, scene);
  return FUNCTIONS[name](scene, ...given.map((part) => raw(part, scene)));
}

function raw(tree, scene) {
  const [kind, one, two] = tree;
  switch (kind) {
    case "call": return called(tree, scene);
    case "number": case "text": return plain(one);
    case "ref": return scene.lookup(one);
    case "self": return scene.own;
    case "column": return plain(scene.columns?.[one]);
    case "here": return scene.position ?? null;
    case "or": return tree.slice(1).some((part) => truthOf(evaluate(part, scene)));
    case "and": return tree.slice(1).every((part) => truthOf(evaluate(part, scene)));
    case "neg": {
      const number = numberOf(evaluate(one, scene));
      return number === null ? null : 0 - number;
    }
    default: return compared(kind, evaluate(one, scene), evaluate(two, scene));
  }
}

function compared(operator, left, right) {
  if (operator === "=" || operator === "!=") return equal(left, right) === (operator === "=");
  if (operator in ORDERS) {
    const way = order(left, right);
    return way !== null && ORDERS[operator](way);
  }
  const pair = numbers(left, right);
  const result = pair ? ARITHMETIC[operator](...pair) : null;
  return result === null ? null : finite(result);
}

// scene: {lookup(name), own, columns, now (ISO text to the second), position, random(), label(question, code)}
export function evaluate(tree, scene) {
  return plain(raw(tree, scene));
}
