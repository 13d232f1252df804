/* One stream of server-sent events that heals by itself. */
'use strict';
var Turno = window.Turno || {};

(function () {
  /* Milliseconds. The hub says something at least every 15 seconds. */
  const SILENT = 40000;
  const LOOK = 5000;
  const FIRST_RETRY = 1000;
  const LAST_RETRY = 10000;
  const GRACE = 4000;

  /**
   * Follows `address`. `hear` maps event names to what is done with their data; `lost` is called once the stream has been
   * broken for longer than a hub needs to start again, `healed` when data flow again. Returns a function that ends it.
   */
  Turno.live = function (address, hear, lost, healed) {
    let source = null;
    let retry = FIRST_RETRY;
    let again = 0;
    let grace = 0;
    let isLost = false;
    let ended = false;
    let lastHeard = performance.now();

    function heard() {
      lastHeard = performance.now();
      retry = FIRST_RETRY;
      clearTimeout(grace);
      grace = 0;
      if (isLost) {
        isLost = false;
        healed();
      }
    }

    function lose() {
      clearTimeout(grace);
      grace = 0;
      if (!isLost && !ended) {
        isLost = true;
        lost();
      }
    }

    function connect() {
      clearTimeout(again);
      if (source) source.close();
      source = new EventSource(address);
      Object.keys(hear).forEach((name) => {
        source.addEventListener(name, (event) => {
          heard();
          hear[name](JSON.parse(event.data));
        });
      });
      source.addEventListener('alive', heard);
      source.addEventListener('version', (event) => renew(event.data));
      source.onerror = broken;
    }

    /* Browsers give up for good on some answers (a 503, a proxy's page), so trying again is not left to them. */
    function broken() {
      source.close();
      if (ended) return;
      if (!grace && !isLost) grace = setTimeout(lose, GRACE);
      clearTimeout(again);
      again = setTimeout(connect, retry * (0.75 + Math.random() / 2));
      retry = Math.min(retry * 2, LAST_RETRY);
    }

    const watchdog = setInterval(() => {
      if (performance.now() - lastHeard > SILENT) {
        lose();
        lastHeard = performance.now();
        connect();
      }
    }, LOOK);

    /* A telephone that slept, a network that came back: no need to wait for the watchdog. */
    function wake() {
      if (!ended && !document.hidden && (isLost || performance.now() - lastHeard > SILENT / 2)) connect();
    }
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('online', wake);

    connect();
    return function () {
      ended = true;
      clearInterval(watchdog);
      clearTimeout(again);
      clearTimeout(grace);
      source.close();
    };
  };

  let renewing = false;

  /* The hub was updated while this page was open. It is loaded again only if that will work: a screen on a wall has nobody to
     press a key on a browser's error page. */
  function renew(version) {
    if (renewing || version === document.documentElement.dataset.version) return;
    renewing = true;
    fetch(location.href, { cache: 'no-store' })
      .then((answer) => {
        if (answer.ok) location.reload();
        else renewing = false;
      })
      .catch(() => {
        renewing = false;
      });
  }
})();
