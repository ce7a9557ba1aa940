namespace DbPerService.Databases;

/// <summary>
/// The clock of the service's own database. Times that instances compare, deadlines and due times, come from it: all instances read one
/// clock, so one whose own is wrong does no harm.
/// </summary>
public interface IDatabaseClock
{
    /// <summary>Now by the database's clock, UTC, in whole microseconds: as a database keeps it.</summary>
    /// <exception cref="InvalidOperationException">The database was not read yet; it is by the time a hosted service starts.</exception>
    DateTimeOffset UtcNow { get; }
}
