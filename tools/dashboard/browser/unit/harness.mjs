// Tests of the page's pure modules, for node and for a browser alike: each file exports its tests by name.
//     node --experimental-default-type=module run.mjs      (node 20; later ones need no flag)

export function equal(found, wanted, about = '') {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (a !== b) throw new Error(`${about} found ${a}, wanted ${b}`);
}

export function near(found, wanted, about = '', within = 1e-9) {
    if (!(Math.abs(found - wanted) <= within * Math.max(1, Math.abs(wanted)))) throw new Error(`${about} found ${found}, wanted ${wanted}`);
}

/// Runs every function a module exports; returns what failed.
export function run(modules) {
    const failed = [];
    let passed = 0;
    for (const [file, tests] of Object.entries(modules)) {
        for (const [name, test] of Object.entries(tests)) {
            try {
                test();
                passed++;
            } catch (error) {
                failed.push(`${file}: ${name.replaceAll('_', ' ')}: ${error.message}`);
            }
        }
    }
    return { passed, failed };
}
