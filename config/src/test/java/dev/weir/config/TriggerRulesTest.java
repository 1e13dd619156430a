package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerRulesTest {

  @Test
  void readsObjectsAndTheListsOfOld() throws ConfigException {
    assertThat(
            read(
                """
                {"USER_NEW": [
                  {"handler": "http://auth.example.org/check.php", "sync": true,
                   "streams": ["vip", "!vip+free"], "default": "0"},
                  ["/usr/local/bin/notify", false, []]],
                 "LIVE_BANDWIDTH": [{"handler": "", "params": "1250000"}], "CONN_PLAY": []}
                """))
        .isEqualTo(
            Map.of(
                Trigger.USER_NEW,
                List.of(
                    new TriggerRule(
                        "http://auth.example.org/check.php",
                        true,
                        List.of("vip", "!vip+free"),
                        "",
                        "0"),
                    new TriggerRule("/usr/local/bin/notify", false, List.of(), "", "")),
                Trigger.LIVE_BANDWIDTH,
                List.of(new TriggerRule("", false, List.of(), "1250000", ""))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'USER_NEWS':[]} | config.triggers.USER_NEWS: unknown; did you mean \"USER_NEW\"?",
        "{'USER_NEW':[{'handler':'notify.sh'}]} | config.triggers.USER_NEW[0].handler: \"notify.sh\""
            + " is neither http(s)://HOST/… nor an absolute path",
        "{'USER_NEW':[{'handler':'ftp://host/x'}]} | config.triggers.USER_NEW[0].handler:"
            + " \"ftp://host/x\" is neither http(s)://HOST/… nor an absolute path",
        "{'USER_NEW':[{'handler':'http:///x'}]} | config.triggers.USER_NEW[0].handler:"
            + " \"http:///x\" is neither http(s)://HOST/… nor an absolute path",
        "{'USER_NEW':[{'handlr':1}]} | config.triggers.USER_NEW[0].handlr: unknown; did you mean"
            + " \"handler\"?"
      })
  void refusesWhatCannotWork(String triggers, String problem) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(triggers.replace('\'', '"')))
        .withMessage(problem);
  }

  private static Map<Trigger, List<TriggerRule>> read(String triggers) throws ConfigException {
    return ConfigDocument.parse("{\"config\":{\"triggers\":" + triggers + "}}").config().triggers();
  }
}
