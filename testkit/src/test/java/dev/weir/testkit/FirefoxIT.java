package dev.weir.testkit;

class FirefoxIT extends BrowserFacts {
  @Override
  Browser start() {
    return Firefox.start();
  }

  @Override
  String refused() {
    return "NS_ERROR_CONNECTION_REFUSED";
  }
}
