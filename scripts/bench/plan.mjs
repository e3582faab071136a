const TEN_THOUSAND = 10_000;

/** The sizes of everything. */
const FULL = {
  kernels: [128, 256, 512, 1024, 2048],
  register: { sizes: [512, 1024, 2048], turns: 5e7 },
  compare: [
    { neurons: 512, datapoints: TEN_THOUSAND },
    { neurons: 512, datapoints: 100_000 },
    { neurons: 2048, datapoints: 20_000 },
  ],
  growth: {
    datapoints: [10_000, 20_000, 40_000, 80_000, 160_000].map((datapoints) => ({ neurons: 512, datapoints })),
    neurons: [64, 128, 256, 512, 1024, 2048].map((neurons) => ({ neurons, datapoints: TEN_THOUSAND })),
  },
  frequencies: [
    { datapoints: TEN_THOUSAND, height: 8, width: 8, channels: 8, flatten: true },
    { datapoints: 2000, height: 8, width: 8, channels: 32, flatten: true },
    { datapoints: TEN_THOUSAND, height: 32, width: 32, channels: 64, flatten: false },
  ],
  panes: [{ checkpoints: 10, layers: 10, datapoints: 2000, neurons: 512, sample: 12 }],
};

/** Everything is run, and nothing takes long. */
const QUICK = {
  kernels: [64, 128],
  register: { sizes: [128, 512], turns: 1e6 },
  compare: [{ neurons: 64, datapoints: 1000 }],
  growth: {
    datapoints: [1000, 2000].map((datapoints) => ({ neurons: 32, datapoints })),
    neurons: [16, 32].map((neurons) => ({ neurons, datapoints: 1000 })),
  },
  frequencies: [{ datapoints: 200, height: 8, width: 8, channels: 16, flatten: true }],
  panes: [{ checkpoints: 3, layers: 3, datapoints: 200, neurons: 32, sample: 4 }],
};

export function plan({ quick }) {
  return quick ? QUICK : FULL;
}
