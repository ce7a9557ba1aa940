namespace DbPerService.Replay.Judge;

/// <param name="ProductId">Which product.</param>
/// <param name="CameIn">All that ever came in, this run's receipt included.</param>
/// <param name="Sold">What was sold before this run.</param>
internal sealed record StockBefore(string ProductId, long CameIn, long Sold);
