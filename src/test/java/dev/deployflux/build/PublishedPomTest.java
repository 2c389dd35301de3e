package dev.deployflux.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What a dependency on this library brings: the POM that users get, written by the build before the tests run. */
class PublishedPomTest {

    private static Element project() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("target/.flattened-pom.xml").toFile())
                .getDocumentElement();
    }

    private static List<Element> dependencies() throws Exception {
        NodeList found = project().getElementsByTagName("dependency");
        List<Element> dependencies = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            dependencies.add((Element) found.item(i));
        }
        return dependencies;
    }

    private static Element only(Element of, String name) {
        NodeList found = of.getElementsByTagName(name);
        assertThat(found.getLength()).as(name).isEqualTo(1);
        return (Element) found.item(0);
    }

    /** What stands at the top, and not within something else of the same name. */
    private static String child(Element of, String name) {
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals(name)) {
                return node.getTextContent();
            }
        }
        return "";
    }

    private static String text(Element of, String name) {
        NodeList found = of.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    /** The requirements are those of <a href="https://central.sonatype.org/publish/requirements/">Maven Central</a>. */
    @Test
    void itTellsWhatMavenCentralAsksFor() throws Exception {
        Element project = project();

        assertThat(List.of("groupId", "artifactId", "version", "name", "description", "url"))
                .allSatisfy(name -> assertThat(child(project, name)).as(name).isNotBlank());
        assertThat(text(only(project, "license"), "url")).startsWith("https://");
        assertThat(text(only(project, "developer"), "name")).isNotBlank();
        assertThat(List.of("connection", "developerConnection", "url"))
                .allSatisfy(name ->
                        assertThat(text(only(project, "scm"), name)).as(name).isNotBlank());
    }

    @Test
    void usersGetFourDependencies() throws Exception {
        assertThat(dependencies())
                .filteredOn(dependency -> !text(dependency, "optional").equals("true"))
                .extracting(dependency -> text(dependency, "groupId") + ":" + text(dependency, "artifactId"))
                .containsExactlyInAnyOrder(
                        "software.amazon.awssdk:ecs",
                        "software.amazon.awssdk:netty-nio-client",
                        "io.projectreactor:reactor-core",
                        "org.jspecify:jspecify");
    }

    @Test
    void theyNeedNoBomToResolveThem() throws Exception {
        assertThat(dependencies()).allSatisfy(dependency -> {
            assertThat(text(dependency, "version")).matches("\\d.*");
            assertThat(text(dependency, "scope"))
                    .isEqualTo(text(dependency, "optional").equals("true") ? "provided" : "compile");
        });
    }
}
