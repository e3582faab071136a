const { cos, sin, round, max, min, PI } = Math;

/** A way through OKLab: lightness, hue in degrees, and how colourful, from one end to the other. */
export interface ColourWay {
  readonly lightness: Ends;
  readonly hue: Ends;
  readonly chroma: Ends;
}

interface Ends {
  readonly from: number;
  readonly to: number;
}

const SIMILARITY: ColourWay = {
  // Rises evenly from the value 0 to 1, so the ramp survives greyscale print and any kind of colour blindness.
  lightness: { from: 0.26, to: 0.92 },
  // From violet over blue and green to yellow.
  hue: { from: 305, to: 105 },
  // As colourful as sRGB allows on this way.
  chroma: { from: 0.088, to: 0.178 },
};
const LEVELS = 256;

const ramp = Array.from({ length: LEVELS }, (_, level) => colourFrom(SIMILARITY, level / (LEVELS - 1)));

/** The colour of a value between 0 and 1 on a sequential scale whose steps look equal (even in OKLab lightness); 256 levels. */
export function colourOf(value: number): `#${string}` {
  return ramp[round(min(1, max(0, value)) * (LEVELS - 1))];
}

/** The colour at a share between 0 and 1 of a way. */
export function colourFrom({ lightness, hue, chroma }: ColourWay, share: number): `#${string}` {
  const at = ({ from, to }: Ends, part: number) => from + (to - from) * part;
  const angle = (at(hue, share) * PI) / 180;
  const colourful = at(chroma, share ** 3);
  return hex(oklabToLinear(at(lightness, share), colourful * cos(angle), colourful * sin(angle)).map(gamma));
}

/** Linear sRGB of a colour in OKLab (Ottosson 2020). */
function oklabToLinear(lightness: number, a: number, b: number): number[] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

function gamma(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function hex(channels: readonly number[]): `#${string}` {
  return `#${channels
    .map((channel) =>
      round(min(1, max(0, channel)) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
