namespace DbPerService.Replay.Options;

internal static class Usage
{
    public const string Text = """
        Feeds a folder of products.jsonl, customers.jsonl and orders.jsonl through the running system and judges the outcome.

        replay run --folder FOLDER [options]
          --system FILE       where the system runs (.local/system.json)
          --rate N            N orders a second on a fixed schedule; without it, as fast as the system takes them
          --times N           place the file's orders N times over (1)
          --stock FACTOR      bring in the products' unitsInStock times FACTOR (1)
          --report FILE       write the report as JSON too
          --concurrency N     requests at a time (32; with --rate 64)
          --unfinished N      without --rate, how many accepted orders may be unfinished (800)
          --kill PLAN         kill -9 by name and second, for example payments@5,orders-postgres@12
          --crash             kill -9 each service twice and each PostgreSQL server once while orders are placed
          --crash-kafka       kill -9 the Kafka engine once while orders are placed
          --seed N            moments of the crashes (1)
          --chaos SEED        carry out faults drawn from the seed while orders are placed, 20 a second unless --rate says otherwise,
                              with --stock 100; the system must have links (run.sh --standalone --links)
          --chaos-duration S  how long there are faults (180); orders are placed for as long, whatever --times says
          --settle SECONDS    how soon after the last fault everything must be final (60)
          --patience SECONDS  how long nothing may move before the run gives up (120)

        replay verify [--system FILE] [--report FILE] [--patience SECONDS]
          judges everything that is in the system, without placing anything

        replay generate --folder FOLDER [--seed 42] [--products 20] [--customers 15] [--orders 60]
          writes a small invented shop in the same form

        Exit status: 0 every invariant held, 1 one is broken, 2 bad usage or input, 3 the system did not answer.
        """;
}
