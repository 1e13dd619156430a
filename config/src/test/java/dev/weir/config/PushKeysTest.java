package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushKeysTest {
  private static PushConfig push(String document) throws ConfigException {
    return ConfigDocument.parse(document.replace('\'', '"')).config().push();
  }

  @Test
  void readsAutomaticPushesAsObjects() throws ConfigException {
    PushConfig push =
        push(
            "{'auto_push':{'a':{'stream':'live+','target':'/srv/$stream.mkv','scheduletime':5,"
                + "'completetime':9,'start_rule':['on',0],'end_rule':['n',11,3],'inhibit':'#no',"
                + "'x-LSP-notes':'n'}}}");
    assertThat(push.automatic().get("a"))
        .isEqualTo(
            new AutoPush(
                "live+",
                "/srv/$stream.mkv",
                5,
                9,
                new AutoPush.Rule("on", Comparison.TRUE, ""),
                new AutoPush.Rule("n", Comparison.AT_LEAST, "3"),
                List.of("#no")));
  }

  @Test
  void readsTheListsOfOld() throws ConfigException {
    PushConfig push =
        push(
            "{'autopushes':[['a','rtmp://h/b'],['c','d',1,2,'v',2,'x','',0,''],['a','rtmp://h/b']]}");
    assertThat(push.automatic().values())
        .containsExactly(
            new AutoPush("a", "rtmp://h/b", 0, 0, null, null, List.of()),
            new AutoPush(
                "c", "d", 1, 2, new AutoPush.Rule("v", Comparison.EQUAL, "x"), null, List.of()));
  }

  @Test
  void readsWritersAndSettings() throws ConfigException {
    PushConfig push =
        push(
            "{'extwriters':[['S3','/opt/put --region \\\"eu west\\\"',['s3']]],"
                + "'push_settings':{'wait':10,'maxspeed':2},'config':{'recordings':['/srv/rec']}}");
    assertThat(push.writers())
        .containsExactly(
            new ExternalWriter("S3", List.of("/opt/put", "--region", "eu west"), List.of("s3")));
    assertThat(push.waitSeconds()).isEqualTo(10);
    assertThat(push.startsPerSecond()).isEqualTo(2);
    assertThat(push.folders()).containsExactly("/srv/rec");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'auto_push':{'a':{'stream':'x'}}}",
        "{'auto_push':{'a':{'stream':'x','target':'y','start_rule':['v',4,1]}}}",
        "{'autopushes':['x']}",
        "{'extwriters':[['S3','/opt/put \\\"open',[]]]}",
        "{'config':{'recordings':['relative']}}",
        "{'push_settings':{'wait':-1}}"
      })
  void refusesWhatMakesNoSense(String document) {
    assertThatThrownBy(() -> push(document)).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "TRUE,1,,true",
    "TRUE,false,,false",
    "TRUE,'',,false",
    "FALSE,0,,true",
    "EQUAL,a,a,true",
    "DIFFERENT,a,a,false",
    "GREATER,10,9,true",
    "AT_LEAST,9,9,true",
    "SMALLER,10,9,false",
    "AT_MOST,x,0,true",
    "AFTER,10,9,false",
    "NOT_BEFORE,b,b,true",
    "BEFORE,a,b,true",
    "NOT_AFTER,b,a,false"
  })
  void comparesAsMistServerDoes(Comparison comparison, String value, String other, boolean holds) {
    assertThat(comparison.holds(value, other == null ? "" : other)).isEqualTo(holds);
  }
}
