namespace DbPerService.AppHost;

/// <summary>
/// The container images. A data volume is bound to its engine's major version: upgrade by dump and restore.
/// </summary>
static class Images
{
    public const string PostgresTag = "18.3";
    public const string MongoTag = "8.3";
    public const string RedisTag = "8.6";
    public const string KafkaTag = "8.2.0";
    public const string KafkaUiTag = "v1.5.0";
}
