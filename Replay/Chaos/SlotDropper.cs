using Npgsql;

namespace DbPerService.Replay.Chaos;

/// <summary>Drops the replication slots of a service's database as its administrator, even while a relay reads them.</summary>
static class SlotDropper
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <returns>What was dropped, as text.</returns>
    public static async Task<string> DropAsync(string database, TimeProvider clock, CancellationToken cancellation)
    {
        for (var start = clock.GetTimestamp(); clock.GetElapsedTime(start) < Limit; await Task.Delay(Pause, clock, cancellation))
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(database);
                await using var terminate = source.CreateCommand(
                    "SELECT pg_terminate_backend(active_pid, 1000) FROM pg_replication_slots WHERE active_pid IS NOT NULL");
                await terminate.ExecuteNonQueryAsync(cancellation);
                await using var drop = source.CreateCommand(
                    "SELECT slot_name::text, pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database()");
                if (await drop.ExecuteScalarAsync(cancellation) is string slot)
                {
                    return $"slot {slot}";
                }
            }
            catch (NpgsqlException)
            {
                // The server is not running, or the other relay has acquired the slot meanwhile.
            }
        }

        return "there was no slot to drop";
    }
}
