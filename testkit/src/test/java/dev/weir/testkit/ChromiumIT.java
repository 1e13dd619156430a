package dev.weir.testkit;

class ChromiumIT extends BrowserFacts {
  @Override
  Browser start() {
    return Chromium.start();
  }

  @Override
  String refused() {
    return "net::ERR_CONNECTION_REFUSED";
  }
}
