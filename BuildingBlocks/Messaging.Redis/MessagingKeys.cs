using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>The keys of messaging among a service's keys.</summary>
static class MessagingKeys
{
    extension(RedisKeys keys)
    {
        public RedisKey Outbox => keys.Of("outbox");

        public RedisKey Cursor => keys.Of("outbox:cursor");

        public RedisKey Lease => keys.Of("outbox:lease");

        /// <summary>Ids of applied events by the second in which they were.</summary>
        public RedisKey Applied => keys.Of("applied");

        /// <summary>Ids of the waiting dead letters by position; with a suffix, those of a key, or of a topic and reason.</summary>
        public RedisKey DeadLetters => keys.Of("dead-letters");

        /// <summary>A dead letter, waiting or discarded.</summary>
        public RedisKey DeadLetter(string id) => keys.Of("dead-letters:letter:" + id);
    }
}
