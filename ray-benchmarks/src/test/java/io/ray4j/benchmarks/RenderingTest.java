package io.ray4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.benchmarks.peer.Measure;
import io.ray4j.benchmarks.peer.PeerKind;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RenderingTest {
  private static final Machine MACHINE = new Machine(2, 8L << 30, "Linux <amd64>", "17");

  private final Results results = new Results(List.of(PeerKind.RAY4J, PeerKind.THREADS));

  @BeforeEach
  void fillIn() {
    results.add(PeerKind.RAY4J, Measure.SYNC_P50, 20);
    results.add(PeerKind.RAY4J, Measure.SYNC_P50, 40);
    results.add(PeerKind.THREADS, Measure.SYNC_P50, 15);
    results.add(PeerKind.RAY4J, Measure.PUT_SMALL, 0.5);
    results.problem(PeerKind.THREADS, "exitCode=3; \"why\"\n\\");
  }

  @Test
  void shouldPrintMedianBestAndRatio() {
    assertThat(lineOf(Measure.SYNC_P50).split(" {2,}"))
        .containsExactly("submit and get, p50", "µs", "30.0 (20.0)", "15.0 (15.0) 0.50x");
  }

  @Test
  void shouldPrintADashWhereAPeerReportsNothing() {
    assertThat(lineOf(Measure.PUT_SMALL).split(" {2,}"))
        .containsExactly("put an int", "µs", "0.50 (0.50)", "–");
    assertThat(lineOf(Measure.CHAIN)).endsWith("–");
  }

  @Test
  void shouldPrintWhyAPeerHasNoFigures() {
    assertThat(TextTable.draw(results)).contains("newFixedThreadPool: exitCode=3");
  }

  private String lineOf(Measure measure) {
    return TextTable.draw(results)
        .lines()
        .filter(line -> line.startsWith(measure.label() + " "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldWriteEverySampleAsJson() {
    String json = Json.write(results, MACHINE, Options.parse(List.of("--quick")));

    assertThat(json)
        .contains("\"samples\": [20.0000, 40.0000]")
        .contains("\"median\": 30.0000")
        .contains("\"plan\": \"quick\"")
        .contains("\"threads\": \"exitCode=3; \\\"why\\\"\\u000a\\\\\"")
        .contains("\"CHAIN\": {");
    assertThat(json.chars().filter(c -> c == '{').count())
        .isEqualTo(json.chars().filter(c -> c == '}').count());
  }

  @Test
  void shouldDrawAMarkPerRatioAndOneInTheLegend() throws Exception {
    Document chart = chart();

    NodeList circles = chart.getElementsByTagName("circle");
    assertThat(circles.getLength()).isEqualTo(2);
    assertThat(circles.item(1).getTextContent()).isEqualTo("newFixedThreadPool: 15.0 µs, 0.50x");
    double half = x(circles, 1);
    double one =
        Double.parseDouble(
            chart
                .getElementsByTagName("line")
                .item(3)
                .getAttributes()
                .getNamedItem("x1")
                .getNodeValue());
    assertThat(half).as("left of the line at 1").isLessThan(one);
  }

  @Test
  void shouldKeepMarksThatAreFarOffWithinTheChart() throws Exception {
    results.add(PeerKind.THREADS, Measure.PUT_SMALL, 1e-9);

    assertThat(x(chart().getElementsByTagName("circle"), 2)).isEqualTo(290);
  }

  private static double x(NodeList circles, int index) {
    return Double.parseDouble(
        circles.item(index).getAttributes().getNamedItem("cx").getNodeValue());
  }

  private Document chart() throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(SvgChart.draw(results, MACHINE))));
  }
}
