/* The generated scripts of assets/derived: each is loaded when it is first asked for.
 *
 * A script puts one cell or activation into the map `derived`; here is how a page waits for it.
 */
(() => {
  "use strict";

  const waiting = new Map();

  const load = (address) =>
    new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = () => fail(new Error(`${address} cannot be loaded`));
      document.head.append(script);
    });

  /* What stands under a name, when the page can explain its symbols; `folder` is the address of the scripts
   * from the page. */
  const find = async (folder, name) => {
    const address = new URL(`${folder}${name}.js`, location.href).href;
    if (!globalThis.derived?.has(name) && !waiting.has(address)) waiting.set(address, load(address));
    await waiting.get(address);
    const found = globalThis.derived.get(name);
    if (found.symbols) symbols.explain(found.symbols, new URL("../../", address));
    return found;
  };

  globalThis.scripts = Object.freeze({ find });
})();
