namespace DbPerService.Replay.Checks;

/// <param name="ProductId">The product.</param>
/// <param name="CameIn">Everything ever received, including this run's receipt.</param>
/// <param name="Sold">What was sold before this run.</param>
sealed record StockBefore(string ProductId, long CameIn, long Sold);
