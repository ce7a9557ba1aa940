using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Domain;

namespace DbPerService.Orders;

/// <summary>How long the participants of an order have been silent although they could have replied.</summary>
sealed class ParticipantSilence(ISubscriberSilence silence)
{
    /// <summary>
    /// For how long each participant could have replied: it has applied the order, or applies nothing at all. Counts from when the order
    /// was first sent or, if that is unknown because this process or the broker's log is younger, from when it was last resent.
    /// </summary>
    public Silences Of(Saga saga)
    {
        return saga.Status == OrderStatus.Placed ? new(Longest(SystemMap.Payments.Name), Longest(SystemMap.Inventory.Name)) : default;

        TimeSpan Longest(string participant) => Max(Since(participant, saga.SentAt), Since(participant, saga.ResentAt ?? saga.SentAt));

        TimeSpan Since(string participant, DateTime sentAt) => Max(
            silence.Of(participant, Topics.Orders, sentAt), silence.StandstillOf(participant, Topics.Orders, sentAt));

        static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }
}
