/** fast-check that draws the same cases each time: see SEED in jest.config.js. */
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SEED) });

module.exports = fc;
