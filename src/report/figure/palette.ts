import type { Role } from './scene.js';

/** The colours of roles on white paper: each contrasts with it in greyscale too, and lines differ by their dashes as well. */
export const LIGHT: { readonly [role in Role]: string } = {
  paper: '#ffffff',
  ink: '#1a1d21',
  muted: '#5b626b',
  grid: '#dde1e6',
  accent: '#1f5f99',
  wash: '#e3edf6',
  chance: '#b0480b',
};

/** The same on dark paper. */
export const DARK: { readonly [role in Role]: string } = {
  paper: '#15181c',
  ink: '#eceef1',
  muted: '#a3abb5',
  grid: '#353b43',
  accent: '#6fb3ec',
  wash: '#1f2c39',
  chance: '#f0975c',
};
