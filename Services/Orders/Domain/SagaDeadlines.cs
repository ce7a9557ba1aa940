namespace DbPerService.Orders.Domain;

/// <summary>How long an order may wait.</summary>
/// <param name="ParticipantTimeout">The longest silence of a participant that can answer.</param>
/// <param name="MaxPending">The longest time without a decision, whatever the reason.</param>
internal sealed record SagaDeadlines(TimeSpan ParticipantTimeout, TimeSpan MaxPending);

/// <summary>How long each participant could have answered and has not, so far as that is proven; zero while it is not.</summary>
internal readonly record struct Silences(TimeSpan Payments, TimeSpan Inventory);
