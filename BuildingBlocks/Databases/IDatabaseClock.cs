namespace DbPerService.Databases;

/// <summary>
/// The clock of the service's own database. Deadlines, due times and all other times that instances compare come from it: all instances
/// read one clock, so an instance with a wrong clock does no harm.
/// </summary>
public interface IDatabaseClock
{
    /// <summary>The current time by the database's clock, in UTC and whole microseconds, the precision of a database.</summary>
    /// <exception cref="InvalidOperationException">The clock has not been read yet; it has been once hosted services start.</exception>
    DateTimeOffset UtcNow { get; }
}
