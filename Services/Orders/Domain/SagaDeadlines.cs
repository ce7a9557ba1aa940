namespace DbPerService.Orders.Domain;

/// <summary>How long an order may wait.</summary>
/// <param name="ParticipantTimeout">The longest silence of a participant that could have replied.</param>
/// <param name="MaxPending">The longest time without a decision, whatever the reason.</param>
sealed record SagaDeadlines(TimeSpan ParticipantTimeout, TimeSpan MaxPending);

/// <summary>For how long each participant could have replied and has not, as far as that is established; zero otherwise.</summary>
readonly record struct Silences(TimeSpan Payments, TimeSpan Inventory);
