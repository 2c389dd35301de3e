package dev.deployflux.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.smithy.model.shapes.ServiceShape;

/** Of every case of Smithy's we know what it has to do with ECS. */
class CaseGroupTest {

    @Test
    void everyCaseIsInOneGroupAndNoGroupHasAnother() {
        List<String> grouped = Arrays.stream(CaseGroup.values())
                .flatMap(group -> group.ids().stream().map(id -> group.direction() + " " + id))
                .toList();
        List<String> known = ProtocolCases.all().stream()
                .map(each -> each.direction() + " " + each.id())
                .toList();

        assertThat(known).doesNotHaveDuplicates();
        assertThat(grouped).containsExactlyInAnyOrderElementsOf(known);
    }

    /** Each place is a promise that something is replayed, and each flux of a place that it is sent. */
    @Test
    void everyPlaceHasACase() {
        assertThat(AnswerPlaces.ALL).allMatch(place -> CaseGroup.MEMBERS.cases().anyMatch(place::fits));
        assertThat(RequestPlaces.ALL).allMatch(place -> CaseGroup.REQUEST_MEMBERS
                .cases()
                .filter(each -> place.flux() == null || each.isOfClients())
                .anyMatch(place::fits));
        assertThat(AnswerPlaces.ALL).extracting(AnswerPlace::member).doesNotContainAnyElementsOf(AnswerPlaces.NOWHERE);
        assertThat(RequestPlaces.ALL)
                .extracting(RequestPlace::member)
                .doesNotContainAnyElementsOf(RequestPlaces.NOWHERE);
    }

    @Test
    void noOtherFileHasCasesOfTheProtocol() {
        assertThat(ProtocolCases.unread()).isNotEmpty().noneMatch(ProtocolCases::speaksTheProtocol);
    }

    @Test
    void twoServicesSpeakTheProtocol() {
        assertThat(ProtocolCases.services())
                .extracting(ServiceShape::getId)
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "aws.protocoltests.json#JsonProtocol", "com.amazonaws.machinelearning#AmazonML_20141212");
    }

    @Test
    void noneHasCasesOfMalformedRequests() {
        assertThat(ProtocolCases.withMalformedRequests()).isEmpty();
    }

    @Test
    void whatIsLeftOutIsLeftOutForAReason() {
        assertThat(CaseGroup.values()).allSatisfy(group -> {
            assertThat(group.reason()).isNotBlank();
            assertThat(group.ids()).isNotEmpty();
        });
    }
}
