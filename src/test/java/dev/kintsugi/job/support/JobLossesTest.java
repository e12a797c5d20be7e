package dev.kintsugi.job.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

public class JobLossesTest {

    /** Keeps each version of each ticket. */
    private record Written(List<SupportTicket> tickets) implements TicketStore {
        @Override
        public void keep(SupportTicket ticket) {
            tickets.add(ticket);
        }

        @Override
        public void remove(SupportTicket ticket) {}

        @Override
        public List<SupportTicket> all() {
            return tickets.isEmpty() ? List.of() : List.of(tickets.getLast());
        }
    }

    private final SettableClock clock = new SettableClock();
    private final List<SupportTicket> tickets = new ArrayList<>();
    private final JobLosses losses = of(clock, tickets);

    /** @param tickets where tickets are written */
    public static JobLosses of(Clock clock, List<SupportTicket> tickets) {
        return new JobLosses(new SupportTickets(new Written(tickets)), clock);
    }

    @Test
    void nothingIsSaidIfNothingIsLost() {
        losses.noticed(Optional.empty());
        assertThat(losses.hint()).isEmpty();
        assertThat(tickets).isEmpty();
    }

    @Test
    void aLossOpensOneTicketHoweverOftenItIsNoticed() {
        var at = clock.instant();
        losses.noticed(Optional.of("the file was damaged"));
        clock.pass(Duration.ofMinutes(1));
        losses.noticed(Optional.of("the file was damaged"));
        assertThat(tickets).singleElement().satisfies(ticket -> {
            assertThat(ticket.failure().type()).isEqualTo(FailureType.DATA_INTEGRITY_ERROR);
            assertThat(ticket.failure().message()).contains("the file was damaged");
        });
        assertThat(losses.hint()).contains("at " + at, "jobs were lost");
    }

    @Test
    void afterARestartItIsStillTheSameLoss() {
        var at = clock.instant();
        losses.noticed(Optional.of("the file was damaged"));
        clock.pass(Duration.ofMinutes(1));
        var restarted = of(clock, tickets);
        restarted.noticed(Optional.of("the file was damaged"));
        assertThat(tickets).hasSize(1);
        assertThat(restarted.hint()).contains("at " + at);
    }

    @Test
    void anotherLossIsCountedAndToldOf() {
        losses.noticed(Optional.of("the file was damaged"));
        clock.pass(Duration.ofMinutes(1));
        losses.noticed(Optional.of("the file was damaged. Then the file was damaged again"));
        assertThat(tickets).last().extracting(SupportTicket::occurrences).isEqualTo(2);
        assertThat(losses.hint()).contains(clock.instant().toString());
        losses.noticed(Optional.of("the file was damaged again"));
        assertThat(tickets).as("an operator has seen to the first one").hasSize(2);
        losses.noticed(Optional.empty());
        assertThat(losses.hint()).isEmpty();
    }
}
