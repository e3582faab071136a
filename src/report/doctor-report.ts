/** A BLAS library of the machine and what the self-test says of it. */
export interface LibraryReport {
  readonly name: string;
  readonly path: string;
  readonly usable: boolean;
  /** Why it is not used; null where it may be. */
  readonly problem: string | null;
  /** How many times as fast as the default engine it multiplies; null where it was not measured. */
  readonly speed: number | null;
}

/** `svcca.doctor/1` (schemas/doctor.schema.json): what a machine offers. */
export interface DoctorReport {
  readonly schema: 'svcca.doctor/1';
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number };
  /** Whether Node runs our kernels, which need WebAssembly with SIMD. */
  readonly kernels: boolean;
  /** Thousand million operations a second of the default engine in a product. */
  readonly gflops: number;
  readonly koffi: boolean;
  readonly libraries: readonly LibraryReport[];
  /** What each value of --engine would take. */
  readonly engines: { readonly auto: string; readonly blas: string };
}
